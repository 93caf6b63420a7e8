"""What somebody can see, told to whoever gives permissions: before it is given, and as it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sturmwarte.core.post import LIVE
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import CASES, EXPORT, NAMES, PEOPLE, POSTS, WORK, Held, Permissions
from sturmwarte.station.people.permissions import permissions as permissions_of
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.models import Case


@dataclass(frozen=True)
class Sight:
    """`channels`, `topics`: None for all, else their names. `private_channels`: whose private messages."""

    open_cases: int
    all_cases: int
    private_cases: int
    posts: bool
    channels: tuple[str, ...] | None
    topics: tuple[str, ...] | None
    private_channels: tuple[str, ...]
    works: bool
    exports: bool
    names: bool
    rules: bool
    """Says who may do what."""


def sight(who: Permissions, plan: ActivePlan) -> Sight:
    """What these permissions open at this moment."""
    cases = Case.objects.filter(run=LIVE).exclude(state=Case.State.CLOSED)
    mine = who.visible(cases)
    reading = [held for held in who.held if held.role in POSTS]
    named = {held.channel for held in reading if held.channel}
    return Sight(
        open_cases=mine.count() if who.has(CASES) else 0,
        all_cases=cases.count(),
        private_cases=mine.filter(private=True).count() if who.has(CASES) else 0,
        posts=bool(reading),
        channels=_limits((held.channel for held in reading), "channels", plan),
        topics=_limits((held.topic for held in reading), "topics", plan),
        private_channels=tuple(sorted(plan.name(one, "channels") for one in named)),
        works=who.has(WORK),
        exports=who.has(EXPORT),
        names=who.has(NAMES),
        rules=who.has(PEOPLE),
    )


def with_one_more(user: User, one: Held, now: datetime) -> Permissions:
    """The permissions of somebody, had they this one too."""
    who = permissions_of(user, now)
    return replace(who, user=user.pk, held=(*who.held, one))


def _limits(values: Iterable[str], section: str, plan: ActivePlan) -> tuple[str, ...] | None:
    found = set(values)
    return None if "" in found else tuple(sorted(plan.name(one, section) for one in found))
