"""Signs somebody out at their own wish, where they are signed in besides here."""

from datetime import datetime

from django.db import transaction

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people import sessions
from sturmwarte.station.people.models import User


@transaction.atomic
def end_others(user: User, this: str, number: int | None, now: datetime) -> int:
    """Ends all sessions of `user` but the one with the key `this`, or only the one with this number, which
    must be theirs. Returns how many ended."""
    others = user.sign_ins.exclude(session=this)
    ended = sessions.end(others if number is None else others.filter(pk=number))
    if ended:
        record(f"user:{user.pk}", "people.sessions_ended", f"user:{user.pk}", now, after={"sessions": ended})
        announce("people", str(user.pk), now)
    return ended
