"""Takes the last step back: a closed case opens again, a taken one is given back."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case


def undo(case: Case, user: User, revision: int, now: datetime) -> Case:
    """Closed cases may be opened again by anyone who works on them; giving back is for whoever took it."""
    if case.state == Case.State.CLOSED:
        return _reopen(case, user, revision, now)
    if case.state == Case.State.TAKEN and case.taken_by_id == user.pk:
        return step(
            case, user, "give_back", revision, now, state=Case.State.OPEN, taken_by=None, taken_at=None
        )
    raise CaseError(_("There is nothing of yours to undo on this case."))


def _reopen(case: Case, user: User, revision: int, now: datetime) -> Case:
    state = Case.State.TAKEN if case.taken_by_id else Case.State.OPEN
    try:
        return step(case, user, "reopen", revision, now, state=state, closed_at=None, result="")
    except IntegrityError:  # one_open_case_a_thread
        raise CaseError(
            _("This conversation has a newer open case: work there, both show the same posts.")
        ) from None
