"""Adds, copies, moves and deletes entries of the draft's lists."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sturmwarte.core.plan.amend import insert, move, remove
from sturmwarte.core.plan.edit import EditError
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
from sturmwarte.station.plan.forms.shapes import default_of
from sturmwarte.station.plan.models import Draft
from sturmwarte.station.plan.naming import fresh_id


def add_entry(user: User, listed: Path, value: Mapping[str, Any], now: datetime) -> tuple[Draft, Path]:
    """Appends an entry to the list at `listed`. Returns the draft and the entry's path."""
    draft, entries = _list(user, listed, now)
    path = (*listed, len(entries))
    files = _written(lambda: insert(draft.files, path, dict(value)))
    return step(user, draft, files, _what("added", listed, value), now), path


def remove_entry(user: User, path: Path, title: str, now: datetime) -> Draft:
    """`title` is what the person saw there: another entry is not deleted in its place."""
    draft, entries = _list(user, path[:-1], now)
    entry = _seen(entries, path, title)
    files = _written(lambda: remove(draft.files, path))
    return step(user, draft, files, _what("removed", path, entry), now)


def copy_entry(user: User, path: Path, title: str, now: datetime) -> tuple[Draft, Path]:
    """Puts a copy behind the entry, with an id of its own where it has one."""
    draft, entries = _list(user, path[:-1], now)
    entry = _seen(entries, path, title)
    new = dict(entry) if isinstance(entry, Mapping) else entry
    if isinstance(new, dict) and "id" in new:
        new["id"] = fresh_id(
            str(new["id"]), [str(one.get("id")) for one in entries if isinstance(one, Mapping)]
        )
    target = (*path[:-1], int(path[-1]) + 1)
    files = _written(lambda: insert(draft.files, target, new))
    return step(user, draft, files, _what("duplicated", path, entry), now), target


def move_entry(user: User, path: Path, title: str, by: int, now: datetime) -> tuple[Draft, Path]:
    """Moves the entry `by` places down (up when negative), as far as the list goes."""
    draft, entries = _list(user, path[:-1], now)
    entry = _seen(entries, path, title)
    to = min(max(int(path[-1]) + by, 0), len(entries) - 1)
    if to == path[-1]:
        return draft, path
    files = _written(lambda: move(draft.files, path, to))
    return step(user, draft, files, _what("moved", path, entry), now), (*path[:-1], to)


def take_over(user: User, section: str, now: datetime) -> Draft:
    """Writes what counts by default into a section left out, so that it can be changed."""
    draft, entries = _list(user, (section,), now)
    default = default_of(section)
    if entries or not isinstance(default, list):
        raise DraftError(_("There is nothing to take over here."))
    files = draft.files
    for place, entry in enumerate(default):
        files = insert(files, (section, place), {k: v for k, v in entry.items() if v not in (None, "", [])})
    return step(user, draft, files, Reason("plan.step.added", {"section": section, "entry": "*"}), now)


def _list(user: User, listed: Path, now: datetime) -> tuple[Draft, list[Any]]:
    demand_editor(user, now)
    draft = required()
    entries = value_at(merge(draft.files, SECTIONS).data, listed)
    return draft, entries if isinstance(entries, list) else []


def _seen(entries: list[Any], path: Path, title: str) -> Any:
    place = int(path[-1])
    if not 0 <= place < len(entries) or title_of(entries[place]) != title:
        raise Meanwhile(_("The list has changed meanwhile. Look at it again."))
    return entries[place]


def _written(change: Callable[[], dict[str, str]]) -> dict[str, str]:
    try:
        return change()
    except EditError as problem:
        raise DraftError(_("This cannot be written by the form: %s") % problem) from None


def _what(how: str, path: Path, entry: Any) -> Reason:
    return Reason(f"plan.step.{how}", {"section": str(path[0]), "entry": title_of(entry)})
