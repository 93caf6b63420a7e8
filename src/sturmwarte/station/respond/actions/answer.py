"""Answers a post of a case in its channel's name. It leaves after a moment in which it can be stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.core.post import Post
from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.speaking import Speaking

PAUSE = timedelta(seconds=10)
LONGEST = 20_000


@dataclass(frozen=True)
class Draft:
    """What somebody has written. `anyway`: they know that it holds words the plan asks to avoid."""

    text: str
    to: Post | None
    thread: Sequence[str] = ()
    lang: str = ""
    close: bool = False
    anyway: bool = False


class Avoided(CaseError):
    """The draft holds words to avoid; it can be sent all the same."""


@transaction.atomic
def answer(case: Case, user: User, draft: Draft, by: Speaking, revision: int, now: datetime) -> Case:
    """Puts it into the outbox, and the case into the hands of whoever wrote it. Raises `CaseError`.

    `now` is the case's own clock; what leaves the station goes by the real one.
    """
    text = draft.text.strip()
    _check(case, text, draft, by)
    assert draft.to is not None
    assert by.source is not None
    taken = {} if case.taken_by_id else {"taken_by": user, "taken_at": now}
    after = step(
        case, user, "answer", revision, now, reason=text, undoable=False, state=Case.State.TAKEN, **taken
    )
    payload = {
        "case": case.pk,
        "user": user.pk,
        "source": by.source.pk,
        "network": draft.to.identity[0],
        "to": draft.to.id,
        "thread": list(draft.thread),
        "text": text,
        "lang": draft.lang,
        "private": draft.to.is_private,
        "close": draft.close,
        "at": now.isoformat(),
    }
    outbox.put(key(case, after.revision), "reply", case.channel, payload, timezone.now() + PAUSE, case.run)
    return after


def key(case: Case, revision: int | str) -> str:
    """Every answer of a case begins alike, so that they are found."""
    return f"answer:{case.pk}:{revision}"


def _check(case: Case, text: str, draft: Draft, by: Speaking) -> None:
    if case.state == Case.State.CLOSED:
        raise CaseError(_("This case is closed. Open it again first."))
    if Outgoing.objects.filter(key__startswith=key(case, ""), state=Outgoing.State.WAITING).exists():
        raise CaseError(_("An answer is on its way already. Stop it first to write another one."))
    if not text:
        raise CaseError(_("The answer is empty."))
    if draft.to is None or draft.to.deleted_at is not None:
        raise CaseError(_("The post that was to be answered has been deleted."))
    if by.source is None:
        raise CaseError(_("The station cannot answer here. Please answer on the platform itself."))
    if by.frozen:
        raise CaseError(_("This channel is frozen: nothing is published there until the plan releases it."))
    longest = by.longest or LONGEST
    if len(text) > longest:
        raise CaseError(
            _("The answer is too long for this channel: %(n)d characters, at most %(most)d.")
            % {"n": len(text), "most": longest}
        )
    if not draft.anyway and by.avoided(text):
        raise Avoided(_("The answer holds words that the plan asks to avoid. Please look at them below."))
