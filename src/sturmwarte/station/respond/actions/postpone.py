"""Puts a case aside until a time, or until something new happens; and takes it up again."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError, must_be_open
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case

FARTHEST = timedelta(days=366)


def postpone(
    case: Case, user: User, until: datetime | None, reason: str, revision: int, now: datetime
) -> Case:
    """Out of the lists until then; `until` None: only something new brings it back.

    A new post of the conversation, its reach, copies or the press bring it back before (docs/desk.md). Its
    deadline keeps counting, and once that has passed it is shown all the same.
    """
    must_be_open(case)
    _check(until, now)
    return step(
        case, user, "postpone", revision, now, reason=reason.strip(), postponed_at=now, postponed_until=until
    )


def resume(case: Case, user: User, revision: int, now: datetime) -> Case:
    """Takes a postponed case up again before its time."""
    must_be_open(case)
    if case.postponed_at is None:
        raise CaseError(_("This case is not postponed."))
    return step(case, user, "resume", revision, now, postponed_at=None, postponed_until=None)


def _check(until: datetime | None, now: datetime) -> None:
    if until is not None and until <= now:
        raise CaseError(_("This time has passed already. Choose a later one."))
    if until is not None and until > now + FARTHEST:
        raise CaseError(_("More than a year ahead. Choose an earlier time, or close the case."))
