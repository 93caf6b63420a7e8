"""Whether anything is not heard, for the strip and for the situation at a glance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sturmwarte.station.archive.records import Interval
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.pages.rows import state_of
from sturmwarte.station.listen.pages.told import Asleep, asleep, because
from sturmwarte.station.listen.pages.words import worst_first
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan


@dataclass(frozen=True)
class Unheard:
    """`n` sources are disturbed, `name` the one that has been for longest and `person` who looks after it; or
    the station itself does not listen: then that alone counts."""

    n: int
    name: str
    since: datetime
    person: str
    asleep: Asleep | None = None


@dataclass(frozen=True)
class Ailing:
    """A source that is not heard, or not wholly. `id` is empty where only the archive knows of it."""

    id: str
    name: str
    state: str
    since: datetime
    why: str
    person: str


@dataclass(frozen=True)
class Hearing:
    """`heard` of `all` sources are heard, those at rest left out. `ailing` are the ones that are not heard as
    they should be, the worst first."""

    heard: int
    all: int
    ailing: list[Ailing]
    asleep: Asleep | None

    @property
    def first(self) -> list[Ailing]:
        return self.ailing[:_MOST]

    @property
    def more(self) -> int:
        return max(0, len(self.ailing) - _MOST)


_ASKED = ("name", "state", "state_since", "made_at", "person")
"""This stands on every page: what it needs and no more."""
STATION = "station"
"""The source under which the engine records that it ran: its silence is told by `asleep`."""
_AWAY = frozenset({"resting", "starting"})
_WELL = frozenset({"hearing"}) | _AWAY
_MOST = 5


def unheard() -> Unheard | None:
    """None while every source is heard. By the wall clock: no run hears but the live one."""
    rows = list(Source.objects.filter(removed_at=None, resting=False).only(*_ASKED))
    if not rows:
        return None
    if deaf := asleep(timezone.now()):
        return Unheard(0, "", deaf.since, "", deaf)
    found = [row for row in rows if row.state == "disturbed"]
    if not found:
        return None
    first = min(found, key=_since)
    return Unheard(len(found), first.name, _since(first), active_plan().name(first.person))


def hearing(plan: ActivePlan, coverage: Iterable[Interval]) -> Hearing | None:
    """How each source stands now; None where nothing is known of any. `coverage` tells of those that other
    programs report for: what is handed in has no row of its own here."""
    real = timezone.now()
    rows = list(Source.objects.filter(removed_at=None))
    last: dict[str, Interval] = {}
    for one in sorted(coverage, key=lambda one: one.since):
        if not one.topic and one.source != STATION:
            last[one.source] = one
    known = set(Source.objects.values_list("pk", flat=True))
    others = [one for name, one in sorted(last.items()) if name not in known]
    found = [_of_row(row, plan, real) for row in rows] + [_of_interval(one, plan) for one in others]
    if not found:
        return None
    bad = sorted((one for one in found if one.state not in _WELL), key=lambda one: worst_first(one.state))
    listening = [one.state for one in found if one.state not in _AWAY]
    heard = sum(state != "disturbed" for state in listening)
    return Hearing(heard, len(listening), bad, asleep(real) if rows else None)


def _of_row(row: Source, plan: ActivePlan, now: datetime) -> Ailing:
    state = state_of(row)
    why = because(row.why, now) if state not in _WELL else ""
    return Ailing(row.pk, row.name, state, _since(row), why, plan.name(row.person))


def _of_interval(one: Interval, plan: ActivePlan) -> Ailing:
    return Ailing("", plan.name(one.source, "channels"), one.state, one.since, "", "")


def _since(row: Source) -> datetime:
    return row.state_since or row.made_at
