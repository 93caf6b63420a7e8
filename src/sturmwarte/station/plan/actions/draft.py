"""The draft: opened from files, changed step by step, dropped and taken up again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.core.reason import Reason
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.models import User
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.editors import demand_editor
from sturmwarte.station.plan.errors import DraftError, Meanwhile, NoDraft
from sturmwarte.station.plan.models import Draft, DraftStep, PlanSnapshot

KEPT = 5
"""Drafts that were dropped or became active and can still be taken up again."""
MOST_STEPS = 500


def current() -> Draft | None:
    return Draft.objects.filter(open=True).first()


def required() -> Draft:
    if (draft := current()) is None:
        raise NoDraft(_("There is no draft to change. Begin one first."))
    return draft


@transaction.atomic
def begin(user: User, now: datetime, files: Mapping[str, str] | None = None) -> Draft:
    """Opens a draft of the active plan, or of `files` where they are given. An open one is returned as it is
    unless `files` are given: then nothing is done, and `DraftError` says so."""
    actor = demand_editor(user, now)
    if (there := current()) is not None:
        if files is None:
            return there
        raise DraftError(_("There is a draft already. Drop it first; nobody's work is written over."))
    active = active_snapshot()
    if files is None and active is None:
        raise DraftError(_("There is no plan yet. Begin with a template, or hand in files."))
    draft = Draft.objects.create(
        files=dict(files if files is not None else active.files if active else {}),
        based_on=active,
        made_at=now, made_by=user.pk, changed_at=now, changed_by=user.pk,
    )  # fmt: skip
    record(actor, "plan.draft.begin", f"draft:{draft.pk}", now, after={"files": sorted(draft.files)})
    announce("draft", str(draft.pk), now)
    _forget_old()
    return draft


@transaction.atomic
def step(user: User, draft: Draft, files: Mapping[str, str], what: Reason, now: datetime) -> Draft:
    """Makes `files` what the draft says, as its next step. Steps that were undone can no longer be redone.

    Raises `Meanwhile` when the draft is no longer the one that was read: take it anew and repeat the change.
    """
    actor = demand_editor(user, now)
    touched = sorted(name for name in {*draft.files, *files} if draft.files.get(name) != files.get(name))
    if not touched:
        return draft
    draft.steps.filter(number__gt=draft.step).delete()
    _write(draft, user, dict(files), draft.step + 1, now)
    DraftStep.objects.create(
        draft=draft, number=draft.step, at=now, by=user.pk, what=msgspec.to_builtins(what),
        before={name: draft.files.get(name) for name in touched},
        after={name: files.get(name) for name in touched},
    )  # fmt: skip
    draft.steps.filter(number__lte=draft.step - MOST_STEPS).delete()
    record(
        actor,
        "plan.draft.change",
        f"draft:{draft.pk}",
        now,
        after={"step": draft.step, "what": what.key, **what.args},
    )
    draft.files = dict(files)
    return draft


def undo(user: User, revision: int, now: datetime) -> DraftStep:
    """Takes the last step back, whoever made it; returns it. `revision` is the one they looked at."""
    return _turn(user, revision, now, back=True)


def redo(user: User, revision: int, now: datetime) -> DraftStep:
    return _turn(user, revision, now, back=False)


@transaction.atomic
def drop(user: User, now: datetime) -> Draft:
    """Closes the draft; `take_up` opens it again."""
    actor, draft = demand_editor(user, now), required()
    close(draft, now)
    record(actor, "plan.draft.drop", f"draft:{draft.pk}", now)
    return draft


@transaction.atomic
def take_up(user: User, id: int, now: datetime) -> Draft:
    actor = demand_editor(user, now)
    if current() is not None:
        raise DraftError(_("There is a draft already. Drop it first; nobody's work is written over."))
    if not Draft.objects.filter(pk=id, open=False).update(open=True):
        raise NoDraft(_("This draft is no longer kept."))
    record(actor, "plan.draft.take_up", f"draft:{id}", now)
    announce("draft", str(id), now)
    return Draft.objects.get(pk=id)


def close(draft: Draft, now: datetime) -> None:
    """In the caller's transaction."""
    Draft.objects.filter(pk=draft.pk).update(open=False)
    announce("draft", str(draft.pk), now)


def based_on(draft: Draft) -> PlanSnapshot | None:
    return draft.based_on


@transaction.atomic
def _turn(user: User, revision: int, now: datetime, *, back: bool) -> DraftStep:
    actor, draft = demand_editor(user, now), required()
    if draft.revision != revision:
        raise Meanwhile(_("The draft has changed meanwhile. Look at it again, then undo."))
    one = draft.steps.filter(number=draft.step if back else draft.step + 1).first()
    if one is None:
        raise DraftError(_("There is nothing to undo.") if back else _("There is nothing to redo."))
    files = {**draft.files, **(one.before if back else one.after)}
    _write(draft, user, {k: v for k, v in files.items() if v is not None}, one.number - back, now)
    record(
        actor,
        f"plan.draft.{'undo' if back else 'redo'}",
        f"draft:{draft.pk}",
        now,
        after={"step": one.number},
    )
    return one


def _write(draft: Draft, user: User, files: dict[str, str], step: int, now: datetime) -> None:
    new: dict[str, Any] = {
        "revision": draft.revision + 1,
        "step": step,
        "changed_at": now,
        "changed_by": user.pk,
    }
    if not Draft.objects.filter(pk=draft.pk, open=True, revision=draft.revision).update(files=files, **new):
        raise Meanwhile(_("The draft has changed meanwhile. Nothing was written; try again."))
    for name, value in new.items():
        setattr(draft, name, value)
    announce("draft", str(draft.pk), now)


def _forget_old() -> None:
    old = Draft.objects.filter(open=False).order_by("-pk").values_list("pk", flat=True)[KEPT:]
    Draft.objects.filter(pk__in=list(old)).delete()
