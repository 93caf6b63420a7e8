"""Who is on duty now and until when, for the strip.

In business hours those who answer requests by the plan; out of them those whose login has the role for it,
until the company opens again. Whoever is absent is left out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Q

from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.people import PEOPLE, RESPONSIBILITIES, TEAMS
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.triage.hours import HOURS, Calendar, Hours
from sturmwarte.station.people.away import away
from sturmwarte.station.people.models import Grant, Role
from sturmwarte.station.plan.pages.active import active_plan

_QUARTER, _MINUTE, _LONGEST = timedelta(minutes=15), timedelta(minutes=1), timedelta(days=2)


@dataclass(frozen=True)
class Duty:
    """`until` is when that changes. `standby`: out of hours, when nobody need be there."""

    names: list[str]
    until: datetime | None
    standby: bool

    @property
    def first(self) -> str:
        return self.names[0] if self.names else ""

    @property
    def more(self) -> int:
        return max(0, len(self.names) - 1)


def on_duty(now: datetime, me: str = "") -> Duty | None:
    """None while the plan does not say when or by whom the company answers. `me` stands first."""
    plan = active_plan().plan
    if plan is None or HOURS.name not in plan.values:
        return None
    company = plan[COMPANY]
    calendar = _calendar(plan[HOURS].model_dump_json(), company.timezone, company.country, company.land)
    absent = away(now).keys()
    if calendar.is_open(now):
        names = _answering(plan, absent, me)
        return Duty(names, _closes(calendar, now), standby=False) if names else None
    return Duty(_standby(absent, now), calendar.after(now, timedelta()), standby=True)


@lru_cache(maxsize=2)
def _calendar(hours: str, zone: str, country: str, land: str | None) -> Calendar:
    """Made once: working out holidays takes longer than the rest of the strip, and this is on every page."""
    return Calendar(Hours.model_validate_json(hours), zone, country, land)


def _answering(plan: Plan, absent: Collection[str], me: str) -> list[str]:
    """Whoever reads this stands first."""
    owners = [entry.owner for entry in plan[RESPONSIBILITIES]]
    teams = {team.id: team.members for team in plan[TEAMS]}
    answering = {person for owner in owners for person in teams.get(owner, [owner])} - set(absent)
    there = [person for person in plan[PEOPLE] if person.id in answering]
    return [person.name for person in sorted(there, key=lambda person: person.id != me)]


def _standby(absent: Collection[str], now: datetime) -> list[str]:
    """By their logins: the role ends with its permission."""
    valid = Q(until=None) | Q(until__gt=now)
    on_call = Grant.objects.filter(valid, role=Role.DUTY, user__is_active=True).select_related("user")
    users = {grant.user for grant in on_call if grant.user.person not in absent}
    return sorted(user.name for user in users)


def _closes(calendar: Calendar, now: datetime) -> datetime | None:
    """The end of the opening hours that hold at `now`, None where they never end: in steps of a quarter of an
    hour, then minutes back."""
    at = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + _QUARTER
    while calendar.is_open(at):
        if at > now + _LONGEST:
            return None
        at += _QUARTER
    while not calendar.is_open(at - _MINUTE):
        at -= _MINUTE
    return at
