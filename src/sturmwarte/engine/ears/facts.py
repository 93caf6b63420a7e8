"""What the database knows of a source, as the hearing test asks for it. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings

from sturmwarte.channels.describe import kinds
from sturmwarte.core.listen.hearing import Facts, Hour, Line, Usual, learn, silence
from sturmwarte.core.listen.hearing.usual import HISTORY
from sturmwarte.core.reason import Reason
from sturmwarte.station.listen.models import Source, Subscription, Tally
from sturmwarte.station.plan.pages.active import active_plan

LEARN_EVERY = timedelta(hours=1)


@dataclass
class History:
    """What is usual for each source, learned anew every hour. Of one process."""

    _learned: dict[str, tuple[datetime, Usual]] = field(default_factory=dict)

    def usual(self, source: str, zone: tzinfo, last: datetime, now: datetime) -> Usual:
        """Learned from the time before the `last` item: a silence must not become usual while it lasts."""
        known = self._learned.get(source)
        if known is None or now - known[0] >= LEARN_EVERY or known[1].zone != zone:
            hours = hours_of(source, last - HISTORY, last)
            known = self._learned[source] = now, learn(hours, zone, last)
        return known[1]

    def keep_only(self, sources: Iterable[str]) -> None:
        self._learned = {id: self._learned[id] for id in sources if id in self._learned}


def facts_of(source: Source, lines: Sequence[Line], history: History, zone: tzinfo, now: datetime) -> Facts:
    """Everything known of the source as a whole."""
    called = not lines and _is_called(source.kind)
    rest = resting(source, now)
    if rest is not None:
        return Facts(source.made_at, lines, called, rest)
    awake, last = _awake_since(source, now), _last_item(source.id, lines)
    if last is None:
        return Facts(awake, lines, called)
    usual = history.usual(source.id, zone, last, now)
    return Facts(awake, lines, called, None, usual, silence(usual, last, hours_of(source.id, last, now), now))


def _is_called(kind: str) -> bool:
    """The platform calls us, so there is nothing to ask."""
    known = kinds().get(kind)
    return known is not None and "receive" in known.abilities


def _awake_since(source: Source, now: datetime) -> datetime:
    """When it was made or woken: nothing is expected of the time before."""
    key = source.why.get("key", "")
    if key == "hearing.starting":
        return datetime.fromisoformat(source.why["args"]["since"])
    return now if key.startswith("hearing.resting") else source.made_at


def lines_of(source: str) -> list[Line]:
    return [_line(row) for row in Subscription.objects.filter(source=source, ended=False).order_by("name")]


def resting(source: Source, now: datetime) -> Reason | None:
    """Why it is switched off; None when it is not, or the time is over."""
    if not source.resting or (source.resting_until is not None and source.resting_until <= now):
        return None
    args = {"reason": source.resting_why}
    if source.resting_until is None:
        return Reason("hearing.resting", args)
    return Reason("hearing.resting_until", {**args, "until": source.resting_until.isoformat()})


def hours_of(source: str, since: datetime, until: datetime, topic: str = "") -> list[Hour]:
    rows = Tally.objects.filter(
        source=source, topic=topic, hour__gte=since - timedelta(hours=1), hour__lte=until
    )
    return [Hour(*row) for row in rows.order_by("hour").values_list("hour", "items", "listened_s")]


def local_zone() -> tzinfo:
    """The company's, from its plan; the station's while there is none."""
    company = active_plan().section("company")
    return ZoneInfo(company.timezone if company else settings.TIME_ZONE)


def _last_item(source: str, lines: Sequence[Line]) -> datetime | None:
    """Of a source that is called only the hour is known: the end of the last one that brought something."""
    if heard := [line.heard_at for line in lines if line.heard_at]:
        return max(heard)
    hours = Tally.objects.filter(source=source, topic="", items__gt=0).order_by("-hour")
    last = hours.values_list("hour", flat=True).first()
    return last + timedelta(hours=1) if last else None


def _line(row: Subscription) -> Line:
    return Line(
        name=row.name,
        topic=row.topic,
        streams=row.streams,
        started_at=row.started_at,
        asked_at=row.asked_at,
        heard_at=row.heard_at,
        next_at=None if row.failures else row.next_at,
        trouble=row.trouble,
        trouble_since=row.trouble_since,
        slowed=row.slowed,
    )
