"""Gives a case back: it is nobody's again, and stands with whoever the plan names."""

from datetime import datetime

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError, must_be_open
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case


def give_back(case: Case, user: User, revision: int, now: datetime) -> Case:
    """Only whoever has it gives it back; from others it is taken over."""
    must_be_open(case)
    if case.state != Case.State.TAKEN or case.taken_by_id != user.pk:
        raise CaseError(_("You have not taken this case, so there is nothing to give back."))
    return step(
        case,
        user,
        "give_back",
        revision,
        now,
        state=Case.State.OPEN,
        taken_by=None,
        taken_at=None,
        assigned_by=None,
    )
