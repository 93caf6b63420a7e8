"""Stops an answer while it waits, drops one that failed, or sends that one once more."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.answer import PAUSE, key
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.step import tell
from sturmwarte.station.respond.models import Case, Decision


@transaction.atomic
def stop(case: Case, user: User, number: str, now: datetime) -> str:
    """Its text, so that it can be written on. Raises `CaseError` when it has left already."""
    there = Outgoing.objects.filter(key=key(case, number)).first()
    if there is None:
        raise CaseError(_("There is no such answer."))
    dropped = Outgoing.objects.filter(pk=there.pk, state=Outgoing.State.FAILED)
    if not (outbox.stop(there.key) or dropped.update(state=Outgoing.State.STOPPED)):
        raise CaseError(_("The answer has left already: it can only be deleted on the platform."))
    _noted(case, user, "stop_answer", now)
    return str(there.payload.get("text", ""))


@transaction.atomic
def again(case: Case, user: User, number: str, now: datetime) -> None:
    """Under the same key, so that it cannot appear twice although it did arrive the first time."""
    failed = Outgoing.objects.filter(key=key(case, number), state=Outgoing.State.FAILED)
    # One attempt counts as made: before the next one our own answer is looked for.
    due = timezone.now() + PAUSE
    if not failed.update(state=Outgoing.State.WAITING, due=due, attempts=1, claimed_until=None):
        raise CaseError(_("There is no such answer."))
    _noted(case, user, "send_again", now)


def _noted(case: Case, user: User, action: str, now: datetime) -> None:
    Decision.objects.create(case=case, by=user, at=now, action=action, recommended=case.verdict)
    tell(case, user, action, now)
