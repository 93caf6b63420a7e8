"""Of whom a second factor is asked: the station's own rule, for some roles, from a date on."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from sturmwarte.station.people.models import FactorRule, Role, User
from sturmwarte.station.people.permissions import permissions

RECOMMENDED: frozenset[str] = frozenset({Role.OWNER, Role.LEAD})
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts. Recovery codes alone open the door once each, and then nothing is left."""


@dataclass(frozen=True)
class Rule:
    """`since` is None while it is a recommendation. `sign_on_counts`: the provider has asked already."""

    roles: frozenset[str]
    since: datetime | None = None
    sign_on_counts: bool = False


def rule() -> Rule:
    row = FactorRule.objects.filter(pk=1).first()
    return Rule(frozenset(row.roles), row.since, row.sign_on_counts) if row else Rule(RECOMMENDED)


def concerns(user: User, now: datetime) -> Rule | None:
    """The rule, where it speaks of this person's roles."""
    found = rule()
    return found if found.roles & permissions(user, now).roles else None


def asked_of(user: User, now: datetime) -> bool:
    """Whether this person cannot go on without a second factor now."""
    found = concerns(user, now)
    return found is not None and found.since is not None and found.since <= now


def has_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=STRONG).exists())
