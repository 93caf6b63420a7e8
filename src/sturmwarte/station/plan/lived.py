"""What the station knows of the life of the plan: what was heard, decided, connected, who is still here."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from sturmwarte.core.listen.hearing import HEARD
from sturmwarte.core.overview.stale import WINDOW, Decided, Lived
from sturmwarte.core.post import LIVE
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.archive.models import Counter as Counted
from sturmwarte.station.archive.moments import micros
from sturmwarte.station.listen.models import Source
from sturmwarte.station.people.away import away
from sturmwarte.station.people.models import User
from sturmwarte.station.plan.models import PlanSnapshot
from sturmwarte.station.respond.models import Case

CASES = 300
"""The latest closed cases that are looked at; more would say the same, and take seconds."""

FOLLOWED: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("answer_now", "answer"), frozenset({"answered", "passed_on", "solved"})),
    "community": frozenset({"no_answer", "solved", "ignored", "passed_on"}),
    "escalate": frozenset({"answered", "passed_on", "solved"}),
    "hide": frozenset({"hidden"}),
    **dict.fromkeys(("watch", "ignore"), frozenset({"no_answer", "ignored", "solved", "mistaken"})),
}
"""With which results of a case a recommendation was followed; any other is a decision against it."""


def lived(now: datetime) -> Lived:
    look = _look()
    return Lived(
        heard=_heard(now),
        days=_days_heard(now),
        fired=look.get("fired"),
        posts=look.get("posts", 0),
        failing=tuple(look.get("failing", ())),
        left=_left(),
        away=away(now),
        connected=_connected(),
        decided=decided(now),
    )


def _look() -> dict[str, Any]:
    """What the engine saw when it last looked at the active plan, every night."""
    proof = PlanSnapshot.objects.filter(active=True).values_list("proof", flat=True).first()
    return dict((proof or {}).get("look", {}))


def _heard(now: datetime) -> dict[str, int]:
    found = Counted.objects.filter(run=LIVE, grain="hour", bucket__gte=micros(now - WINDOW)).exclude(topic="")
    return dict(found.values_list("topic").annotate(n=Sum("heard")))


def _days_heard(now: datetime) -> float:
    """For how much of the window anything was heard at all; overlapping sources count once."""
    since = now - WINDOW
    spans = [span for span in Archive().coverage(None, None, since, now) if span.state in HEARD]
    times = sorted((max(s.since, since), min(s.until or now, now)) for s in spans)
    total, end = timedelta(), since
    for begin, until in times:
        total += max(until - max(begin, end), timedelta())
        end = max(end, until)
    return total / timedelta(days=1)


def _left() -> frozenset[str]:
    """People who had a login, and whose every login is switched off."""
    rows = User.objects.exclude(person="").values_list("person", "is_active")
    here = {person for person, active in rows if active}
    return frozenset(person for person, _active in rows) - here


def _connected() -> frozenset[str] | None:
    """None while nothing is connected at all: a station that is just being set up is told so elsewhere."""
    found = frozenset(Source.objects.filter(removed_at=None).values_list("channel", flat=True))
    return found or None


def decided(now: datetime) -> list[Decided]:
    closed = Case.objects.filter(run=LIVE, state=Case.State.CLOSED, closed_at__gt=now - WINDOW)
    cases = list(closed.exclude(result="").order_by("-closed_at")[:CASES])
    rules = _rules(cases)
    return [
        Decided(rule, case.verdict, case.pk, "" if case.result in FOLLOWED[case.verdict] else case.result)
        for case in cases
        if (rule := rules.get((case.network, case.post))) and case.verdict in FOLLOWED
    ]


def _rules(cases: Iterable[Case]) -> dict[tuple[str, str], str]:
    """The rule behind each case's recommendation. Only its name is taken: nobody reads a post by this."""
    wanted = [(case.network, case.post) for case in cases]
    found = Archive().get_all(wanted, may=May.everything())
    return {identity: one.verdict.rule for identity, one in found.items() if one.verdict and one.verdict.rule}
