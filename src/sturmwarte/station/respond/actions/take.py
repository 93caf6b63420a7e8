"""Takes a case: from now on this person answers for it."""

from datetime import datetime

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case


def take(case: Case, user: User, revision: int, now: datetime) -> Case:
    """Taking over from a colleague is a take too: the revision shows that one saw whose it was."""
    if case.state == Case.State.CLOSED:
        raise CaseError(_("This case is closed. Open it again first."))
    return step(case, user, "take", revision, now, state=Case.State.TAKEN, taken_by=user, taken_at=now)
