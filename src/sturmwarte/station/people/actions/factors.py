"""Says of whom a second factor is asked, and takes a lost one off a login."""

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people import sessions
from sturmwarte.station.people.errors import PeopleError, WrongEnd
from sturmwarte.station.people.factors.rule import Rule, has_factor, rule
from sturmwarte.station.people.models import FactorRule, Role, User
from sturmwarte.station.people.owners import check_covers, check_rank


@transaction.atomic
def set_rule(
    actor: User, roles: Collection[str], since: datetime | None, sign_on_counts: bool, now: datetime
) -> Rule:
    """Returns the rule before. `since` None: recommended only. Raises PeopleError where the actor would lock
    themselves out at once, BeyondOwnRight."""
    check_covers(actor, "", "", None, now)
    before = rule()
    wanted = Rule(frozenset(roles) & frozenset(Role.values), since, sign_on_counts)
    if since is not None and not wanted.roles:
        raise PeopleError(_("Choose at least one role."))
    if since is not None and since <= now and Role.OWNER in wanted.roles and not has_factor(actor):
        raise WrongEnd(_("Set up your own second factor first, or choose a later day: you would be out."))
    kept = {"roles": sorted(wanted.roles), "since": since, "sign_on_counts": sign_on_counts}
    FactorRule.objects.update_or_create(pk=1, defaults=kept)
    record(
        f"user:{actor.pk}", "people.factor_rule", "station", now, before=_plain(before), after=_plain(wanted)
    )
    announce("people", "factors", now)
    return before


@transaction.atomic
def reset(actor: User, user: User, reason: str, now: datetime) -> int:
    """Takes all second factors and passkeys off a login and ends its sessions; returns how many there were.

    Its password holds. Raises PeopleError, BeyondOwnRight.
    """
    check_rank(actor, user, now)
    if actor.pk == user.pk:
        raise PeopleError(
            _("Change your own under Second factor and passkeys; a second owner can reset them.")
        )
    if not reason.strip():
        raise PeopleError(_("Say how you made sure that it is really them: a call, or in person."))
    count = int(Authenticator.objects.filter(user=user).delete()[0])
    sessions.end_all(user)
    record(f"user:{actor.pk}", "people.factors_reset", f"user:{user.pk}", now, reason=reason.strip(),
           after={"factors": count})  # fmt: skip
    announce("people", str(user.pk), now)
    return count


def _plain(one: Rule) -> dict[str, object]:
    since = one.since.isoformat() if one.since else ""
    return {"roles": sorted(one.roles), "since": since, "sign_on_counts": one.sign_on_counts}
