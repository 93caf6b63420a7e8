"""Who comes in by single sign-on, and what their groups there let them do here."""

from collections.abc import Set
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.errors import PeopleError
from sturmwarte.station.people.models import Grant, Role, User
from sturmwarte.station.people.owners import is_last_owner
from sturmwarte.station.people.sign_on.claims import Claims
from sturmwarte.station.plan.pages.active import active_plan

ACTOR = "sign-on"


class NotAdmitted(PeopleError):
    """The provider knows this person; the station does not, or must not take its word."""


@transaction.atomic
def admitted(claims: Claims, create: bool, now: datetime) -> User:
    """The login a person at the provider belongs to: found by an address the provider has verified, or made
    (without any permission) where the settings say so. Raises NotAdmitted."""
    if not claims.email or not claims.verified:
        raise NotAdmitted(
            _("The single sign-on did not confirm your e-mail address. Sign in with your password.")
        )
    user = User.objects.filter(email=claims.email).first()
    if user is None and not create:
        raise NotAdmitted(_("Nobody here has this address. Ask the owner of this station to invite you."))
    if user is None:
        user = User.objects.create_user(claims.email, None, name=claims.name or claims.email)
        _told("people.made_by_sign_on", user, now)
    else:
        _told("people.linked_to_sign_on", user, now)
    link_to_plan(user)
    return user


@transaction.atomic
def follow_groups(user: User, roles: Set[str], now: datetime) -> None:
    """Permissions that came from groups follow them; those given by hand stay. The last owner stays owner."""
    held = {grant.role: grant for grant in user.grants.filter(from_sign_on=True)}
    gone = [grant for role, grant in held.items() if role not in roles]
    gone = [grant for grant in gone if grant.role != Role.OWNER or not is_last_owner(user)]
    new = [role for role in sorted(roles) if role not in held]
    if not gone and not new:
        return
    for grant in gone:
        grant.delete()
    Grant.objects.bulk_create(Grant(user=user, role=role, from_sign_on=True) for role in new)
    _told("people.groups", user, now, {"given": new, "taken": sorted(grant.role for grant in gone)})


def link_to_plan(user: User) -> None:
    """A login belongs to the one person of the plan with its address, unless another login does already."""
    person = "" if user.person else active_plan().person_with(user.email)
    if person and not User.objects.filter(person=person).exists():
        user.person = person
        user.save(update_fields=["person"])


def _told(action: str, user: User, now: datetime, after: dict[str, list[str]] | None = None) -> None:
    record(ACTOR, action, f"user:{user.pk}", now, after=after)
    announce("people", str(user.pk), now)
