"""Writes a note on a case, for colleagues only."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.step import tell
from sturmwarte.station.respond.models import Case, Decision

LONGEST = 10_000


@transaction.atomic
def note(case: Case, user: User, text: str, now: datetime) -> Decision:
    """Notes only add, so they ask for no revision and never fail because a colleague was faster."""
    text = text.strip()
    if not text:
        raise CaseError(_("The note is empty."))
    if len(text) > LONGEST:
        raise CaseError(_("The note is too long: shorten it to 10 000 characters."))
    written = Decision.objects.create(
        case=case, by=user, at=now, action="note", recommended=case.verdict, reason=text, before={}
    )
    Case.objects.filter(pk=case.pk).update(moved_at=now)
    tell(case, user, "note", now)
    return written
