"""Takes one's own last step back, and with the next undo the one before: a stack, a few steps deep."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError, Stale
from sturmwarte.station.respond.actions.reopen import beside_none
from sturmwarte.station.respond.actions.step import restored, tell
from sturmwarte.station.respond.models import Case, Decision
from sturmwarte.station.respond.words import STEPS

DEPTH = 30
"""So many entries of the history are looked through."""
_OUTWARD = frozenset({"answer", "stop_answer", "send_again"})


@transaction.atomic
def undo(case: Case, user: User, revision: int, now: datetime) -> Case:
    """Restores what the step changed. A colleague's step that came after one's own stands in the way."""
    stands = Case.objects.get(pk=case.pk)
    if stands.revision != revision:
        raise Stale(stands)
    last = undoable(list(case.decisions.select_related("by").order_by("-pk")[:DEPTH]), user)
    if last.action == "note":
        return _note_back(case, last, user, now)
    changes = restored(last.before or {})
    until = changes.get("postponed_until")
    if until is not None and until <= now:  # its time came meanwhile
        changes |= {"postponed_at": None, "postponed_until": None}
    after = beside_none(case, user, "undo", revision, now, undoable=False, **changes)
    Decision.objects.filter(pk=last.pk).update(undone_at=now)
    return after


def undoable(history: Iterable[Decision], user: User) -> Decision:
    """The step an undo by `user` takes back; `history` is the newest first. Raises `CaseError` with why."""
    between = None
    for one in history:
        if one.undone_at is not None or one.action == "undo" or one.by_id is None or one.before is None:
            if one.by_id == user.pk and one.action in _OUTWARD:
                raise CaseError(
                    _("The last step was an answer. It can be stopped while it waits, not undone.")
                )
        elif one.by_id == user.pk:
            if between is None:
                return one
            words = {"who": between.by, "what": STEPS.get(between.action, between.action)}
            raise CaseError(_("%(who)s %(what)s after your step: that is theirs to undo.") % words)
        elif one.action != "note":
            between = between or one
    raise CaseError(_("There is nothing of yours to undo on this case."))


def _note_back(case: Case, note: Decision, user: User, now: datetime) -> Case:
    """What was noted goes for good; that something was, stays."""
    Decision.objects.filter(pk=note.pk).update(undone_at=now, reason="")
    Decision.objects.create(case=case, by=user, at=now, action="undo", recommended=case.verdict)
    tell(case, user, "undo", now)
    return Case.objects.get(pk=case.pk)
