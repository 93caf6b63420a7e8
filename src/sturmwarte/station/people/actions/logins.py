"""Invites people, and switches their logins off and on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.errors import NoLogin, PeopleError
from sturmwarte.station.people.first_run import invitation
from sturmwarte.station.people.models import Grant, Role, User


@transaction.atomic
def invite(actor: User, email: str, name: str, language: str, person: str, now: datetime) -> tuple[User, str]:
    """Makes a login without a password and the one-time link that sets it."""
    if User.objects.filter(email=email.lower()).exists():
        raise PeopleError(_("There is a login with this address already."))
    if person and User.objects.filter(person=person).exists():
        raise PeopleError(_("Another login is linked to this person of the plan."))
    user = User.objects.create_user(email, None, name=name, language=language, person=person)
    _told(_name(actor), "people.invite", user, now)
    return user, invitation(user)


@transaction.atomic
def new_link(actor: User, user: User, now: datetime) -> str:
    """A fresh one-time link for somebody who lost the first one or forgot the password."""
    _told(_name(actor), "people.link", user, now)
    return invitation(user)


@transaction.atomic
def link_for(actor: str, email: str, now: datetime) -> str:
    """The same from the command line, where nobody is signed in; `actor` names whoever has the shell."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise NoLogin(email, list(User.objects.order_by("email").values_list("email", flat=True)))
    if not user.is_active:
        raise PeopleError(_("This login is switched off: switch it on first."))
    _told(actor, "people.link", user, now)
    return invitation(user)


@transaction.atomic
def switch(actor: User, user: User, active: bool, now: datetime) -> None:
    """Switches a login off (all its sessions end at once) or on again."""
    if not active and _last_owner(user):
        raise PeopleError(_("This is the last owner: make somebody else owner first."))
    User.objects.filter(pk=user.pk).update(is_active=active)
    _told(_name(actor), "people.on" if active else "people.off", user, now)


@transaction.atomic
def grant(
    actor: User, user: User, now: datetime, *, role: str, channel: str, topic: str, until: datetime | None
) -> Grant:
    """Adds a permission. An agency's always ends."""
    if role == Role.AGENCY and until is None:
        raise PeopleError(_("An agency's permission needs an end date."))
    if until is not None and until <= now:
        raise PeopleError(_("The end date has passed already."))
    given = Grant.objects.create(user=user, role=role, channel=channel, topic=topic, until=until)
    _told(_name(actor), "people.grant", user, now, {"role": role, "channel": channel, "topic": topic})
    return given


@transaction.atomic
def revoke(actor: User, given: Grant, now: datetime) -> None:
    if given.role == Role.OWNER and _last_owner(given.user):
        raise PeopleError(_("This is the last owner: make somebody else owner first."))
    what = {"role": given.role, "channel": given.channel, "topic": given.topic}
    given.delete()
    _told(_name(actor), "people.revoke", given.user, now, what)


def _last_owner(user: User) -> bool:
    owners = Grant.objects.filter(role=Role.OWNER, until=None, channel="", topic="", user__is_active=True)
    return owners.exists() and not owners.exclude(user=user).exists()


def _name(actor: User) -> str:
    return f"user:{actor.pk}"


def _told(actor: str, action: str, user: User, now: datetime, after: dict[str, str] | None = None) -> None:
    record(actor, action, f"user:{user.pk}", now, after=after)
    announce("people", str(user.pk), now)
