"""Draws the form for plain data: fields with words, values and choices, and what is wrong beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sturmwarte.core.plan.section import Path
from sturmwarte.station.plan.forms import hints, words
from sturmwarte.station.plan.forms.choices import Choices
from sturmwarte.station.plan.forms.faults import Fault, spread
from sturmwarte.station.plan.forms.parts import Box, Closed, Field, Grid, Listed, Option, Part, Row, walk
from sturmwarte.station.plan.forms.reading import ABSENT, Item, joined, show
from sturmwarte.station.plan.forms.reading import spread as as_mapping
from sturmwarte.station.plan.forms.shapes import (
    Group,
    Leaf,
    Member,
    Rows,
    Shape,
    Table,
    default_of,
    prefilled,
)

OPENED = ("Condition",)
"""Groups that may hold themselves are drawn when somebody opens them."""


@dataclass(frozen=True)
class Place:
    """`name` in the form, `path` in the data, and what is known of the field."""

    name: str
    path: Path
    member: Member


def draw(
    shape: Shape, data: Any, path: Path, found: Sequence[Fault], choices: Choices, title: str = ""
) -> Part:
    """`data` is what stands at `path` (`ABSENT` for nothing); `found` the faults of the plan."""
    place = Place("", path, Member(str(path[-1]), f"section.{path[0]}", shape, described=""))
    part = _part(place, shape, data, choices, default_of(str(path[0])) if len(path) == 1 else None)
    part.label = title
    inside = [fault for fault in found if fault.path[: len(path)] == path]
    at = spread(inside, [one.path for one in walk(part)])
    for one in walk(part):
        one.faults = at.pop(one.path, one.faults)
    return part


def _part(place: Place, shape: Shape, data: Any, choices: Choices, default: Any) -> Part:
    if isinstance(shape, Group):
        return _group(place, shape, data, choices, default)
    if isinstance(shape, Rows):
        return _rows(place, shape, data, choices)
    if isinstance(shape, Table):
        return _table(place, shape, data, choices, default)
    return _field(place, shape, data, choices, default)


def _member(place: Place, member: Member, data: Any, choices: Choices, default: Any) -> Part:
    inner = Place(joined(place.name, member.key), (*place.path, member.key), member)
    return _part(inner, member.shape, data, choices, default)


def _group(place: Place, shape: Group, data: Any, choices: Choices, default: Any) -> Part:
    said = words.of(place.member)
    if data is ABSENT and shape.model.__name__ in OPENED and place.member.optional:
        return Closed(place.name, place.path, said.label, said.help)
    if data is not ABSENT and data is not None and not isinstance(data, Mapping | str):
        return _odd(place, data)
    values = prefilled(shape, default) if data is ABSENT else as_mapping(shape, data)
    sparse = shape.model.__name__ in OPENED
    box = Box(
        place.name, place.path, said.label, said.help, filled=bool(as_mapping(shape, data)), sparse=sparse
    )
    box.can_close = sparse and place.member.optional
    for member in shape.members:
        part = _member(place, member, values.get(member.key, ABSENT), choices, member.default)
        shown = member.first or getattr(part, "filled", False)
        (box.first if shown else box.more).append(part)
    return box


def _rows(place: Place, shape: Rows, data: Any, choices: Choices) -> Part:
    if data is not ABSENT and data is not None and not isinstance(data, list):
        return _odd(place, data)
    said = words.of(place.member)
    rows = Listed(place.name, place.path, said.label, said.help, entry=words.entry(place.member.words))
    for number, one in enumerate(data if isinstance(data, list) else ()):
        id = one.origin if isinstance(one, Item) and one.origin else str(number)
        inner = Place(f"{place.name}.{id}", (*place.path, number), place.member)
        item = _group(Place(inner.name, inner.path, _ITEM), shape.item, one, choices, None)
        if isinstance(item, Box):
            item.title = title_of(one)
            rows.items.append(item)
    rows.filled = bool(rows.items)
    return rows


_ITEM = Member("item", "item", Leaf("text"))


def title_of(entry: Any) -> str:
    """What people recognise an entry by."""
    if not isinstance(entry, Mapping):
        return str(entry)
    for key in (
        "name",
        "title",
        "text",
        "avoid",
        "what",
        "id",
        "topic",
        "kind",
        "start",
        "channel",
        "source",
        "form",
    ):
        value = entry.get(key)
        if isinstance(value, Mapping):
            value = value.get("text") or next((one for one in value.values() if one), "")
        if value not in (None, "", []):
            return str(value)[:120]
    post = entry.get("post")
    return str(post.get("text", ""))[:120] if isinstance(post, Mapping) else ""


_NAMING = (
    "name", "title", "text", "avoid", "what", "id", "topic", "kind", "start", "channel", "source", "form",
    "owner",
)  # fmt: skip


def _table(place: Place, shape: Table, data: Any, choices: Choices, default: Any) -> Part:
    if data is not ABSENT and data is not None and not isinstance(data, Mapping):
        return _odd(place, data)
    said = words.of(place.member)
    written = data if isinstance(data, Mapping) else prefilled(shape, default)
    values = {str(key): value for key, value in written.items()}
    grid = Grid(place.name, place.path, said.label, said.help, fixed=bool(shape.fixed), filled=bool(values))
    for number, key in enumerate(shape.fixed or values):
        id = key if shape.fixed else str(number)
        name, path = f"{place.name}.{id}", (*place.path, key)
        key_field = _field(Place(f"{name}.key", (*path, ""), _KEY), shape.key, key, choices, None)
        key_field.label = words.choice(f"{place.member.words}", key) if shape.fixed else _("Key")
        inner = Place(f"{name}.value", path, Member(key, f"{place.member.words}.value", shape.value))
        value = _part(inner, shape.value, values.get(key, ABSENT), choices, None)
        if isinstance(value, Field):
            value.label = said.label
        grid.rows.append(Row(id, key_field, value))
    return grid


_KEY = Member("key", "key", Leaf("text"))


def _field(place: Place, shape: Leaf, data: Any, choices: Choices, default: Any) -> Field:
    if isinstance(data, Mapping) or (isinstance(data, list) and not (shape.many or shape.kind == "windows")):
        return _odd(place, data)
    said = words.of(place.member)
    made = Field(
        place.name, place.path, said.label, said.help,
        kind=shape.kind, many=shape.many, value=show(shape, data), example=said.example,
        placeholder=_default(place.member, shape, default), required=place.member.required,
        filled=data is not ABSENT, least=_bound(shape.least), most=_bound(shape.most),
        preview=place.member.words == "Topic.query",
    )  # fmt: skip
    if shape.kind == "switch" and data is ABSENT:
        made.value = show(shape, bool(default))
    if shape.kind in ("choice", "ref"):
        made.options = _options(place.member.words, shape, data, choices)
    return made


def _default(member: Member, shape: Leaf, default: Any) -> str:
    if default in (None, "", [], ABSENT):
        return ""
    if shape.kind == "choice" and not shape.many:
        return words.choice(member.words, str(default))
    if shape.kind == "number" and isinstance(default, float) and default.is_integer():
        return str(int(default))
    return show(shape, default) if shape.kind != "windows" else ""


def _options(key: str, shape: Leaf, data: Any, choices: Choices) -> list[Option]:
    picked = (
        [str(one) for one in data]
        if isinstance(data, list)
        else [show(shape, data)]
        if data is not ABSENT
        else []
    )
    if shape.kind == "choice":
        known = [(value, words.choice(key, value)) for value in shape.choices]
    else:
        known = choices.of(shape.refs) + [(one, words.choice(key, one)) for one in hints.ALSO.get(key, ())]
    listed = [Option(value, label, value in picked) for value, label in known]
    there = {value for value, _label in known}
    return listed + [Option(one, one, True, unknown=True) for one in picked if one and one not in there]


def _odd(place: Place, data: Any) -> Field:
    said = words.of(place.member)
    return Field(place.name, place.path, said.label, said.help, odd=str(data)[:200], filled=True)


def _bound(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
