"""Whom a case can be given to: colleagues who work on cases, and the teams of the plan."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from sturmwarte.station.people.away import away
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import WORK, Permissions
from sturmwarte.station.plan.pages.active import ActivePlan

PERSON, TEAM = "user:", "plan:"
"""How a form tells a login from an id of the plan."""


@dataclass(frozen=True)
class Receiver:
    """`until`: they are away until then."""

    value: str
    name: str
    until: datetime | None = None


@dataclass(frozen=True)
class Receivers:
    people: list[Receiver]
    teams: list[Receiver]


def receivers(who: Permissions, plan: ActivePlan, now: datetime) -> Receivers:
    """Everybody but oneself. Whether somebody may see the case itself is checked when it is given."""
    gone = away(now)
    valid = Q(grants__until=None) | Q(grants__until__gt=now)
    users = User.objects.filter(valid, grants__role__in=WORK, is_active=True, sealed=None)
    people = [
        Receiver(f"{PERSON}{user.pk}", str(user), gone.get(user.person))
        for user in users.exclude(pk=who.user or 0).distinct().order_by("name", "email")
    ]
    return Receivers(people, [Receiver(f"{TEAM}{id}", plan.name(id, "teams")) for id in plan.ids("teams")])


def receiver(value: str) -> User | str | None:
    """What a form chose: a login, an id of the plan, or None for nothing known."""
    if value.startswith(TEAM):
        return value.removeprefix(TEAM)
    number = value.removeprefix(PERSON)
    known = value.startswith(PERSON) and number.isascii() and number.isdigit() and len(number) < 19
    return User.objects.filter(pk=int(number), sealed=None).first() if known else None
