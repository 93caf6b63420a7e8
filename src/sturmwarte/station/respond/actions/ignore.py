"""Ignores a case: closed without an answer, under a tripwire that brings it back."""

from datetime import datetime

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError, must_be_open
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.results import IGNORED


def ignore(case: Case, user: User, reason: str, revision: int, now: datetime) -> Case:
    """`reason` is needed: a decision not to answer must be understood later. See `set_aside` for what brings
    the case back."""
    must_be_open(case)
    if not reason.strip():
        raise CaseError(_("Say why it is ignored: a word is enough."))
    return step(
        case,
        user,
        "ignore",
        revision,
        now,
        reason=reason.strip(),
        state=Case.State.CLOSED,
        closed_at=now,
        result=IGNORED,
        postponed_at=None,
        postponed_until=None,
        promised_until=None,
    )
