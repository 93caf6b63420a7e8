"""Notes that we promised an author to come back by a time, and that the promise was kept."""

from datetime import datetime

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError, must_be_open
from sturmwarte.station.respond.actions.postpone import FARTHEST
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case


def promise(case: Case, user: User, until: datetime, reason: str, revision: int, now: datetime) -> Case:
    """`until`: by when. It counts like a deadline, also after the first answer; it is kept, not answered:
    only `keep_promise` or closing the case ends it. `reason` is what was promised."""
    must_be_open(case)
    if until <= now:
        raise CaseError(_("This time has passed already. Choose a later one."))
    if until > now + FARTHEST:
        raise CaseError(_("More than a year ahead: nobody would remember. Choose an earlier time."))
    return step(case, user, "promise", revision, now, reason=reason.strip(), promised_until=until)


def keep_promise(case: Case, user: User, revision: int, now: datetime) -> Case:
    """We came back to the author: nothing is promised any more."""
    if case.promised_until is None:
        raise CaseError(_("Nothing is promised on this case."))
    return step(case, user, "kept", revision, now, promised_until=None)
