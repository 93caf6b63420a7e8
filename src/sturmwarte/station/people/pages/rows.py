"""People and their permissions as the list shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from sturmwarte.station.people.factors.rule import STRONG, Rule
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.people.sentences import sentence
from sturmwarte.station.plan.pages.active import ActivePlan


@dataclass(frozen=True)
class Told:
    """A permission with its sentence."""

    grant: Grant
    words: str
    over: bool


@dataclass(frozen=True)
class Row:
    """`factor`: has, lacks (the rule asks for one) or none. `person`: the plan's name; empty: not linked."""

    user: User
    grants: tuple[Told, ...]
    person: str
    away: datetime | None
    factor: str

    @property
    def roles(self) -> list[str]:
        """The roles that hold, each once."""
        return list(dict.fromkeys(one.grant.role for one in self.grants if not one.over))


def told(grant: Grant, plan: ActivePlan, now: datetime) -> Told:
    words = sentence(grant.role, grant.channel, grant.topic, grant.until, plan, now)
    return Told(grant, words, grant.until is not None and grant.until <= now)


def rows(
    users: list[User], plan: ActivePlan, now: datetime, away: Mapping[str, datetime], rule: Rule
) -> list[Row]:
    """Those who can sign in first."""
    having = set(Authenticator.objects.filter(type__in=STRONG).values_list("user", flat=True))
    found = [_row(user, plan, now, away, rule, having) for user in users]
    return sorted(found, key=lambda row: not row.user.is_active)


def _row(
    user: User, plan: ActivePlan, now: datetime, away: Mapping[str, datetime], rule: Rule, having: set[int]
) -> Row:
    grants = tuple(told(grant, plan, now) for grant in user.grants.all())
    roles = {one.grant.role for one in grants if not one.over}
    factor = "has" if user.pk in having else "lacks" if roles & rule.roles else "none"
    person = plan.name(user.person, "people") if user.person else ""
    return Row(user, grants, person, away.get(user.person) if user.person else None, factor)
