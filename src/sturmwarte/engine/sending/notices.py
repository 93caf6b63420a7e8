"""Tells people when a source is disturbed, hears again, falls silent, or its access is about to end.

Called after each hearing test. What is told follows from the rows alone, so a crash or a second process
repeats nothing: the outbox knows each mail by its key.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from sturmwarte.core.listen.hearing import HEARD
from sturmwarte.core.listen.hearing.access import expiring, reminder
from sturmwarte.core.reason import Reason
from sturmwarte.engine.sending.news import Kind, News
from sturmwarte.engine.sending.receivers import Receiver, receivers
from sturmwarte.engine.sending.wording import written
from sturmwarte.station.ledger import outbox
from sturmwarte.station.listen.models import Notice, Source
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan

STEADY = timedelta(minutes=3)
"""How long a state must last before anybody is told: a source that comes and goes wakes nobody."""
AT_MOST_EVERY: Mapping[str, timedelta] = {"disturbed": timedelta(hours=6), "silent": timedelta(hours=24)}


def tell(now: datetime, zone: tzinfo) -> int:
    """Puts mails into the outbox; returns how many. Nobody is told while no mail server is set."""
    if not settings.SMTP:
        return 0
    told = {
        (row["source"], row["kind"]): (row["at"], row["since"])
        for row in Notice.objects.values("source", "kind").annotate(at=Max("at"), since=Max("since"))
    }
    plan, count = None, 0
    for source in Source.objects.filter(removed_at=None):
        last = {kind: when for (id, kind), when in told.items() if id == source.id}
        for news in _news(source, last, now):
            plan = plan or active_plan()
            count += _tell(source, news, plan, zone, now)
    return count


def _news(source: Source, told: Mapping[str, tuple[datetime, datetime]], now: datetime) -> Iterator[News]:
    since = source.state_since or now
    why = Reason(source.why.get("key", "trouble.unknown"), source.why.get("args", {}))
    steady = now - since >= STEADY
    if source.state == "disturbed" and steady and _due("disturbed", told, since, now):
        yield News("disturbed", since, why)
    elif why.key == "hearing.silent" and _due("silent", told, since, now):
        yield News("silent", since, why)
    elif source.state in HEARD and steady and _not_yet_recovered(told):
        yield News("recovered", told["disturbed"][1], why)
    days = reminder(source.expires, now)
    if days is not None and source.expires is not None and not source.resting:
        soon = expiring(source.expires, now)
        if soon is not None:
            yield News("expiring", source.expires, soon, str(days))


def _due(kind: Kind, told: Mapping[str, tuple[datetime, datetime]], since: datetime, now: datetime) -> bool:
    if kind not in told:
        return True
    at, of = told[kind]
    return of != since and now - at >= AT_MOST_EVERY[kind]


def _not_yet_recovered(told: Mapping[str, tuple[datetime, datetime]]) -> bool:
    if "disturbed" not in told:
        return False
    return "recovered" not in told or told["recovered"][0] < told["disturbed"][0]


@transaction.atomic
def _tell(source: Source, news: News, plan: ActivePlan, zone: tzinfo, now: datetime) -> int:
    count = 0
    for one in _receivers(source, news, plan, zone, now):
        key = f"notice:{news.kind}{news.mark}:{source.id}:{news.since.isoformat()}:{one.email}"[:200]
        words = written(source, news, plan, now.astimezone(zone), one.lang)
        payload = {**words, "lang": one.lang, "at": now.isoformat()}
        if outbox.put(key, "mail", one.email, payload, now):
            Notice.objects.create(source=source.id, since=news.since, kind=news.kind, to=one.email, at=now)
            count += 1
    return count


def _receivers(source: Source, news: News, plan: ActivePlan, zone: tzinfo, now: datetime) -> list[Receiver]:
    """Whoever was told of the disturbance hears of its end, whoever is on now."""
    found = receivers(source.person, plan, now, now.astimezone(zone).date())
    if news.kind != "recovered":
        return found
    asked = Notice.objects.filter(source=source.id, kind="disturbed", since=news.since)
    langs = {one.email: one.lang for one in found}
    return [Receiver(to, langs.get(to, "de")) for to in asked.values_list("to", flat=True).distinct()]
