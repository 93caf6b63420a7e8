"""Writes what a form says into the draft: only the fields its author changed, so that two people may edit one
entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sturmwarte.core.plan.amend import amend
from sturmwarte.core.plan.edit import REMOVE, EditError, edit
from sturmwarte.core.plan.load import merge
from sturmwarte.core.plan.section import Path
from sturmwarte.core.reason import Reason
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.people.models import User
from sturmwarte.station.plan.actions.draft import required, step
from sturmwarte.station.plan.editors import demand_editor
from sturmwarte.station.plan.errors import DraftError, Meanwhile
from sturmwarte.station.plan.forms.drawing import title_of
from sturmwarte.station.plan.forms.entries import value_at
from sturmwarte.station.plan.forms.reading import ABSENT
from sturmwarte.station.plan.models import Draft


def change_entry(user: User, path: Path, was: Any, value: Any, now: datetime) -> tuple[Draft, Path]:
    """Makes the entry at `path` say `value`, which was `was` when its form was drawn; `ABSENT` is nothing.

    Returns the draft and where the entry stands now: others may have moved it. Raises `Meanwhile` with what
    stands there when both changed the same field, and `DraftError` when it cannot be written.
    """
    demand_editor(user, now)
    draft = required()
    data = merge(draft.files, SECTIONS).data
    path, theirs = _found(data, path, was)
    new = _joined(was, value, theirs)
    if new is ABSENT and theirs is ABSENT:
        return draft, path
    try:
        files = edit(draft.files, path, REMOVE) if new is ABSENT else amend(draft.files, path, new)
    except EditError as problem:
        raise DraftError(_("This cannot be written by the form: %s") % problem) from None
    what = {"section": str(path[0]), "entry": title_of(new), "fields": changed_fields(theirs, new)}
    return step(user, draft, files, Reason("plan.step.changed", what), now), path


def changed_fields(before: Any, after: Any) -> list[str]:
    old, new = (dict(one) if isinstance(one, Mapping) else {} for one in (before, after))
    return [key for key in {**old, **new} if old.get(key, ABSENT) != new.get(key, ABSENT)]


def _found(data: Mapping[str, Any], path: Path, was: Any) -> tuple[Path, Any]:
    """Where the entry is by now, and what it says."""
    there = value_at(data, path)
    if there == was or not isinstance(path[-1], int):
        return path, there
    entries = value_at(data, path[:-1])
    entries = entries if isinstance(entries, list) else []
    for place, one in enumerate(entries):
        if one == was:
            return (*path[:-1], place), one
    name = _name(was)
    if name is not None and _name(there) != name:
        for place, one in enumerate(entries):
            if _name(one) == name:
                return (*path[:-1], place), one
        raise Meanwhile(_("Somebody has deleted this entry meanwhile. What you typed is still here."), None)
    return path, there


def _name(entry: Any) -> Any:
    return (entry.get("id") or entry.get("name")) if isinstance(entry, Mapping) else None


def _joined(was: Any, mine: Any, theirs: Any) -> Any:
    """Field by field what one of the two changed."""
    if theirs in (was, mine):
        return mine
    if not all(isinstance(one, Mapping) for one in (was, mine, theirs)):
        raise Meanwhile(_("Somebody has changed this meanwhile. Compare, then save again."), theirs)
    made = dict(theirs)
    for key in changed_fields(was, mine):
        if key in mine:
            made[key] = mine[key]
        else:
            made.pop(key, None)
    both = [key for key in changed_fields(was, mine) if key in changed_fields(was, theirs)]
    clash = [key for key in both if mine.get(key, ABSENT) != theirs.get(key, ABSENT)]
    if clash:
        words = _("Somebody has changed the same fields meanwhile. Compare, then save again.")
        raise Meanwhile(words, theirs, clash, made)
    return made
