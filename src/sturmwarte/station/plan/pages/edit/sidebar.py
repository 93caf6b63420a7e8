"""The list on the left: sections, and the entries of the open one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from sturmwarte import packs
from sturmwarte.core.plan.section import Path
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.frame.texts import language
from sturmwarte.station.plan.forms import words
from sturmwarte.station.plan.forms.drawing import title_of
from sturmwarte.station.plan.forms.entries import lists, value_at
from sturmwarte.station.plan.forms.faults import Fault, below
from sturmwarte.station.plan.forms.shapes import Rows, default_of, shape_of
from sturmwarte.station.plan.pages.edit.frame import Around
from sturmwarte.station.plan.pages.edit.place import address


@dataclass(frozen=True)
class EntryRow:
    title: str
    url: str
    errors: int
    warnings: int
    current: bool


@dataclass(frozen=True)
class EntryList:
    """A list of a section. `key` names it in its form; `offer` counts what stands in while it is empty."""

    key: str
    label: str
    entry: str
    rows: list[EntryRow]
    offer: int = 0


@dataclass
class SectionRow:
    name: str
    label: str
    url: str
    count: int | None
    errors: int
    warnings: int
    current: bool = False
    own: EntryRow | None = None
    lists: list[EntryList] = field(default_factory=list)


def sidebar(around: Around, here: Path) -> list[SectionRow]:
    return [_section(around, section.name, here) for section in SECTIONS]


def _section(around: Around, name: str, here: Path) -> SectionRow:
    label = packs.texts(language()).get(f"plan.section.{name}", name)
    errors, warnings = _count(around.faults, (name,))
    rows = value_at(around.data, (name,))
    count = len(rows) if isinstance(rows, list) else None
    row = SectionRow(name, label, reverse("plan_section", args=[name]), count, errors, warnings)
    if here and here[0] == name:
        row.current = True
        row.lists = [_list(around, path, here) for path in lists(name)]
        if not isinstance(shape_of(name), Rows):
            row.own = EntryRow(_("General"), address((name,)), *_own(around.faults, name), here == (name,))
    return row


def _list(around: Around, path: Path, here: Path) -> EntryList:
    entries = value_at(around.data, path)
    rows = [
        EntryRow(
            title_of(entry) or _("Entry %s") % (place + 1),
            address((*path, place)),
            *_count(around.faults, (*path, place)),
            here == (*path, place),
        )
        for place, entry in enumerate(entries if isinstance(entries, list) else ())
    ]
    shape = shape_of(str(path[0]))
    if isinstance(shape, Rows):
        default = default_of(str(path[0]))
        offer = len(default) if isinstance(default, list) and not rows else 0
        return EntryList("", "", words.entry(f"section.{path[0]}"), rows, offer)
    member = next(one for one in shape.members if one.key == path[1])  # type: ignore[union-attr]
    return EntryList(str(path[1]), words.of(member).label, words.entry(member.words), rows)


def _count(faults: Sequence[Fault], path: Path) -> tuple[int, int]:
    found = below(faults, path)
    errors = sum(fault.error for fault in found)
    return errors, len(found) - errors


def _own(faults: Sequence[Fault], name: str) -> tuple[int, int]:
    """Those of a section that stand at none of its entries."""
    inner = lists(name)
    own = [one for one in below(faults, (name,)) if one.path[:2] not in inner]
    errors = sum(fault.error for fault in own)
    return errors, len(own) - errors
