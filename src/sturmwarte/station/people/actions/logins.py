"""Invites people, and switches their logins off and on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people import sessions
from sturmwarte.station.people.errors import LastOwner, NoLogin, PeopleError, WrongEmail
from sturmwarte.station.people.first_run import invitation
from sturmwarte.station.people.letters import send_invitation
from sturmwarte.station.people.models import User
from sturmwarte.station.people.owners import check_rank, is_last_owner


@transaction.atomic
def invite(
    actor: User, email: str, name: str, language: str, person: str, now: datetime, *, mail: bool = False
) -> tuple[User, str]:
    """Makes a login without a password and the one-time link that sets it; with `mail` the link goes by mail
    too. Raises WrongEmail."""
    if User.objects.filter(email=email.lower()).exists():
        raise WrongEmail(_("There is a login with this address already."))
    if person and User.objects.filter(person=person).exists():
        raise WrongEmail(_("Another login is linked to this person of the plan."))
    user = User.objects.create_user(email, None, name=name, language=language, person=person)
    link = invitation(user)
    _told(_name(actor), "people.invite", user, now, {"by_mail": mail})
    if mail:
        send_invitation(user, actor, link, now)
    return user, link


@transaction.atomic
def withdraw_invitation(actor: User, user: User, now: datetime) -> None:
    """Undoes an invitation nobody has used yet: the login goes. Raises PeopleError, BeyondOwnRight."""
    check_rank(actor, user, now)
    if user.has_usable_password() or user.last_login is not None:
        raise PeopleError(_("This person has been here already: switch the login off instead."))
    _told(_name(actor), "people.uninvite", user, now)
    user.delete()


@transaction.atomic
def new_link(actor: User, user: User, now: datetime, *, mail: bool = False) -> str:
    """A fresh one-time link for somebody who lost the first one or forgot the password. Raises
    BeyondOwnRight."""
    check_rank(actor, user, now)
    if not user.email:
        raise PeopleError(_("The sealed account has no password: it opens with its sheet alone."))
    _told(_name(actor), "people.link", user, now, {"by_mail": mail})
    link = invitation(user)
    if mail:
        send_invitation(user, actor, link, now)
    return link


@transaction.atomic
def link_for(actor: str, email: str, now: datetime) -> str:
    """The same from the command line, where nobody is signed in; `actor` names whoever has the shell."""
    user = User.objects.filter(email=email.strip().lower()).exclude(email="").first()
    if user is None:
        known = User.objects.exclude(email="").order_by("email").values_list("email", flat=True)
        raise NoLogin(email, list(known))
    if not user.is_active:
        raise PeopleError(_("This login is switched off: switch it on first."))
    _told(actor, "people.link", user, now)
    return invitation(user)


@transaction.atomic
def switch(actor: User, user: User, active: bool, now: datetime) -> None:
    """Switches a login off (all its sessions end at once) or on again. Raises LastOwner, BeyondOwnRight."""
    check_rank(actor, user, now)
    if not active and is_last_owner(user):
        raise LastOwner
    User.objects.filter(pk=user.pk).update(is_active=active)
    if not active:
        sessions.end_all(user)
    _told(_name(actor), "people.on" if active else "people.off", user, now)


@transaction.atomic
def sign_out(actor: User, user: User, now: datetime) -> int:
    """Ends all sessions of somebody, as after a lost phone. Raises BeyondOwnRight."""
    check_rank(actor, user, now)
    ended = sessions.end_all(user)
    _told(_name(actor), "people.signed_out", user, now, {"sessions": ended})
    return ended


@transaction.atomic
def link_person(actor: User, user: User, person: str, now: datetime) -> None:
    """Says which person of the plan this login is; empty: none. Raises PeopleError, BeyondOwnRight."""
    check_rank(actor, user, now)
    if person and User.objects.filter(person=person).exclude(pk=user.pk).exists():
        raise PeopleError(_("Another login is linked to this person of the plan."))
    before, user.person = user.person, person
    user.save(update_fields=["person"])
    record(
        _name(actor),
        "people.person",
        f"user:{user.pk}",
        now,
        before={"person": before},
        after={"person": person},
    )
    announce("people", str(user.pk), now)


def _name(actor: User) -> str:
    return f"user:{actor.pk}"


def _told(actor: str, action: str, user: User, now: datetime, after: dict[str, object] | None = None) -> None:
    record(actor, action, f"user:{user.pk}", now, after=after)
    announce("people", str(user.pk), now)
