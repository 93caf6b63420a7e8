"""Closes a case with its result."""

from datetime import datetime

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.results import CHOICES


def close(case: Case, user: User, result: str, reason: str, revision: int, now: datetime) -> Case:
    """`result` is one of CHOICES; `reason` is free text, needed where the result alone explains nothing."""
    if case.state == Case.State.CLOSED:
        raise CaseError(_("This case is closed already."))
    if result not in CHOICES:
        raise CaseError(_("Choose how the case ended."))
    return step(
        case,
        user,
        "close",
        revision,
        now,
        reason=reason.strip(),
        state=Case.State.CLOSED,
        closed_at=now,
        result=result,
        postponed_at=None,
        postponed_until=None,
        promised_until=None,
    )
