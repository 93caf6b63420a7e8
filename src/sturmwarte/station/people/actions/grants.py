"""Gives and takes permissions: role x channel x topic x until."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.errors import LastOwner, PeopleError, WrongEnd
from sturmwarte.station.people.models import Grant, Role, User
from sturmwarte.station.people.owners import check_covers, is_last_owner


@dataclass(frozen=True)
class Given:
    """A permission as plain values; empty means all, or for good."""

    role: str
    channel: str = ""
    topic: str = ""
    until: datetime | None = None


@transaction.atomic
def grant(actor: User, user: User, given: Given, now: datetime) -> Grant:
    """Adds a permission. An agency's always ends. Raises WrongEnd, BeyondOwnRight, PeopleError."""
    check(actor, user, given, now)
    same = user.grants.filter(role=given.role, channel=given.channel, topic=given.topic)
    kept = same.filter(from_sign_on=False).first()
    if kept is not None:
        return _prolonged(actor, kept, given.until, now)
    made = Grant.objects.create(user=user, **asdict(given))
    _told(actor, "people.grant", user, now, after=_plain(given))
    return made


def check(actor: User, user: User, given: Given, now: datetime) -> None:
    """Raises what `grant` would, and writes nothing."""
    if given.role == Role.AGENCY and given.until is None:
        raise WrongEnd(_("An agency's permission needs an end date."))
    if given.until is not None and given.until <= now:
        raise WrongEnd(_("The end date has passed already."))
    if hasattr(user, "sealed"):
        raise PeopleError(_("The sealed account gets no permission of its own."))
    check_covers(actor, given.channel, given.topic, given.until, now)


@transaction.atomic
def revoke(actor: User, held: Grant, now: datetime) -> Given:
    """Takes a permission away; returns it, so that it can be given back. Raises LastOwner, BeyondOwnRight."""
    check_covers(actor, held.channel, held.topic, _still(held, now), now)
    if held.role == Role.OWNER and _counts(held) and is_last_owner(held.user):
        raise LastOwner
    given = Given(held.role, held.channel, held.topic, held.until)
    held.delete()
    _told(actor, "people.revoke", held.user, now, before=_plain(given))
    return given


def _prolonged(actor: User, held: Grant, until: datetime | None, now: datetime) -> Grant:
    """The same permission with another end is one permission, not two."""
    check_covers(actor, held.channel, held.topic, _still(held, now), now)
    if held.role == Role.OWNER and until is not None and _counts(held) and is_last_owner(held.user):
        raise LastOwner
    before = _plain(Given(held.role, held.channel, held.topic, held.until))
    held.until = until
    held.save(update_fields=["until"])
    after = _plain(Given(held.role, held.channel, held.topic, until))
    _told(actor, "people.grant", held.user, now, before=before, after=after)
    return held


def _still(held: Grant, now: datetime) -> datetime | None:
    """Until when it holds; one that is over is nobody's any more, and anybody may tidy it away."""
    return held.until if held.until is None or held.until > now else now


def _counts(held: Grant) -> bool:
    return held.until is None and not held.channel and not held.topic


def _plain(given: Given) -> dict[str, str]:
    until = given.until.isoformat() if given.until else ""
    return {"role": given.role, "channel": given.channel, "topic": given.topic, "until": until}


def _told(
    actor: User,
    action: str,
    user: User,
    now: datetime,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    record(f"user:{actor.pk}", action, f"user:{user.pk}", now, before=before, after=after)
    announce("people", str(user.pk), now)
