"""Takes a case: from now on this person answers for it."""

from datetime import datetime

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import must_be_open
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case


def take(case: Case, user: User, revision: int, now: datetime) -> Case:
    """Taking over from a colleague is a take too: the revision shows that one saw whose it was."""
    must_be_open(case)
    return step(
        case,
        user,
        "take",
        revision,
        now,
        state=Case.State.TAKEN,
        taken_by=user,
        taken_at=now,
        assigned_by=None,
        postponed_at=None,
        postponed_until=None,
    )
