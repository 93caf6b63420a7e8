"""Teams and their people over the next four weeks, day by day, as the page of absences draws them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from sturmwarte.core.plan.standing_in import stands_in
from sturmwarte.station.frame import formats
from sturmwarte.station.people.models import Absence
from sturmwarte.station.plan.pages.active import ActivePlan

DAYS = 28


@dataclass(frozen=True)
class Away:
    """One absence. `id` is None for the plan's own, which are changed there."""

    start: datetime
    until: datetime
    deputy: str
    note: str
    id: int | None
    mine: bool
    now: bool

    @property
    def begins(self) -> str:
        return _said(self.start)

    @property
    def ends(self) -> str:
        """The last day; with the hour where it ends within a day."""
        return _said(self.until - timedelta(days=1) if self.whole else self.until)

    @property
    def whole(self) -> bool:
        """Whether it ends with a day, and not within one."""
        return timezone.localtime(self.until).time() == time()

    def covers(self, day: date) -> bool:
        begin = timezone.make_aware(datetime.combine(day, time()))
        return self.start < begin + timedelta(days=1) and self.until > begin


@dataclass(frozen=True)
class Day:
    """`state`: there, away, or half (from or up to some hour). `label`: the head names the date."""

    date: date
    state: str = "there"
    weekend: bool = False
    monday: bool = False
    label: bool = False


@dataclass(frozen=True)
class Member:
    id: str
    name: str
    lead: bool
    days: tuple[Day, ...]
    away: tuple[Away, ...]

    @property
    def is_away(self) -> bool:
        return any(one.now for one in self.away)


@dataclass(frozen=True)
class Team:
    """`alone`: nobody of it is there now, and the deputy of the team (`deputy`) is asked."""

    name: str
    deputy: str
    members: tuple[Member, ...]

    @property
    def alone(self) -> bool:
        return bool(self.members) and all(one.is_away for one in self.members)


@dataclass(frozen=True)
class Calendar:
    days: tuple[Day, ...]
    teams: tuple[Team, ...]


def calendar(plan: ActivePlan, now: datetime, mine: frozenset[str]) -> Calendar:
    """The teams of the plan, those of no team last; `mine` may be changed by the reader."""
    today = timezone.localdate(now)
    days = tuple(today + timedelta(days=n) for n in range(DAYS))
    entered = list(Absence.objects.filter(until__gt=now, withdrawn_at=None).order_by("start"))
    people = {one.id: one for one in plan.section("people") or ()}
    known = {id: tuple(_absences(one, entered, plan, now, id in mine)) for id, one in people.items()}
    teams = [
        Team(team.name, plan.name(team.deputy), tuple(_member(id, people, known, days, id == team.lead)
             for id in team.members if id in people))
        for team in plan.section("teams") or ()
    ]  # fmt: skip
    rest = set(people) - {id for team in plan.section("teams") or () for id in team.members}
    others = tuple(_member(id, people, known, days, False) for id in people if id in rest)
    shown = (*teams, Team("", "", others)) if others else tuple(teams)
    return Calendar(tuple(_head(n, day) for n, day in enumerate(days)), shown)


def _head(n: int, day: date) -> Day:
    """Mondays are named; the first day too, where that leaves room for the Monday after it."""
    monday = day.weekday() == 0
    return Day(day, weekend=day.weekday() > 4, monday=monday, label=monday or (n == 0 and day.weekday() < 5))


def _absences(
    person: Any, entered: list[Absence], plan: ActivePlan, now: datetime, mine: bool
) -> Iterator[Away]:
    gone = {one.person: one.deputy for one in entered if one.start <= now}
    for row in (one for one in entered if one.person == person.id):
        asked = {**gone, person.id: row.deputy}
        deputy = stands_in(plan.plan, asked, person.id) if plan.plan else ""
        yield Away(row.start, row.until, plan.name(deputy), row.note, row.pk, mine, row.start <= now)
    for one in person.absences:
        start, until = _midnight(one.start), _midnight(one.end + timedelta(days=1))
        if until > now:
            deputy = stands_in(plan.plan, {**gone, person.id: ""}, person.id) if plan.plan else ""
            yield Away(start, until, plan.name(deputy), one.reason, None, False, start <= now)


def _member(id: str, people: dict[str, Any], known: dict[str, tuple[Away, ...]], days: tuple[date, ...],
            lead: bool) -> Member:  # fmt: skip
    return Member(id, people[id].name, lead, tuple(_day(day, known[id]) for day in days), known[id])


def _day(day: date, absences: tuple[Away, ...]) -> Day:
    over = [one for one in absences if one.covers(day)]
    begin = _midnight(day)
    whole = any(one.start <= begin and one.until >= begin + timedelta(days=1) for one in over)
    state = "away" if whole else "half" if over else "there"
    return Day(day, state, day.weekday() > 4, day.weekday() == 0)


def _said(moment: datetime) -> str:
    """A day as one says it, with the hour where it is not midnight."""
    local = timezone.localtime(moment)
    words = formats.date(local, timezone.localtime(), get_language() or "en")
    return words if local.time() == time() else f"{words}, {local:%H:%M}"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
