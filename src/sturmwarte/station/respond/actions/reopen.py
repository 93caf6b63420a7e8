"""Opens a closed case again."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case


def reopen(case: Case, user: User, revision: int, now: datetime) -> Case:
    """For anyone who works on it, whoever closed it; it is theirs again whose it was."""
    if case.state != Case.State.CLOSED:
        raise CaseError(_("This case is open."))
    state = Case.State.TAKEN if case.taken_by_id else Case.State.OPEN
    return beside_none(case, user, "reopen", revision, now, state=state, closed_at=None, result="")


def beside_none(case: Case, user: User, action: str, revision: int, now: datetime, **changes: Any) -> Case:
    """A step that may open a case: there is at most one open case a conversation."""
    try:
        with transaction.atomic():
            return step(case, user, action, revision, now, **changes)
    except IntegrityError:  # one_open_case_a_thread
        raise CaseError(
            _("This conversation has a newer open case: work there, both show the same posts.")
        ) from None
