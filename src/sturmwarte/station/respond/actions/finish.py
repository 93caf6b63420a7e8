"""Closes a case once its answer has left, as whoever wrote it wished."""

from datetime import datetime

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.close import close
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.models import Case


def finish(case: Case, user: int | None, written_at: datetime, now: datetime) -> bool:
    """False when it stays open: a post has joined since the answer was written, somebody else has closed or
    changed it, or whoever wrote it has left. Call it in a transaction, after `answered`."""
    case.refresh_from_db()
    person = User.objects.filter(pk=user or 0, is_active=True).first()
    if person is None or _joined_since(case, written_at):
        return False
    try:
        close(case, person, "answered", "", case.revision, now)
    except CaseError:
        return False
    return True


def _joined_since(case: Case, written_at: datetime) -> bool:
    """More than our own answer, which joined just now."""
    return case.posts.filter(added_at__gt=written_at).count() > 1
