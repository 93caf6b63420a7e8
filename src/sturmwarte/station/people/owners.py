"""Who owns the station: at least one person always does, and nobody acts beyond their own right."""

from datetime import datetime

from sturmwarte.station.people.errors import BeyondOwnRight
from sturmwarte.station.people.models import Grant, Role, User


def owners() -> "list[int]":
    """Logins that own the whole station for good. The sealed account does not count: nobody works with it."""
    held = Grant.objects.filter(role=Role.OWNER, until=None, channel="", topic="", user__is_active=True)
    return list(held.filter(user__sealed=None).values_list("user", flat=True).distinct())


def is_last_owner(user: User) -> bool:
    return owners() == [user.pk]


def check_covers(actor: User, channel: str, topic: str, until: datetime | None, now: datetime) -> None:
    """Raises BeyondOwnRight unless one of the actor's own valid ownerships spans such a permission."""
    held = Grant.objects.filter(user=actor, role=Role.OWNER)
    if not any(_spans(own, channel, topic, until, now) for own in held):
        raise BeyondOwnRight


def check_rank(actor: User, user: User, now: datetime) -> None:
    """Raises BeyondOwnRight where `user` may do what the actor may not: an owner of one channel must not come
    to be owner of all by a link made for somebody else."""
    if actor.pk == user.pk:
        return
    for grant in user.grants.all():
        if grant.until is None or grant.until > now:
            check_covers(actor, grant.channel, grant.topic, grant.until, now)


def _spans(own: Grant, channel: str, topic: str, until: datetime | None, now: datetime) -> bool:
    if own.until is not None and (own.until <= now or until is None or until > own.until):
        return False
    return own.channel in {"", channel} and own.topic in {"", topic}
