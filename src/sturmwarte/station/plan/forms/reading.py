"""Makes plain data of what was typed into a form.

What was left as it stood comes back as it is written in the file, down to the spelling of a number; so does
all that the form does not show. What cannot be understood stays as typed, so that the check can say so.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, Protocol

from sturmwarte.station.plan.forms.shapes import Group, Leaf, Member, Rows, Shape, Table, prefilled


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
"""Nobody wrote anything here."""

MOST_ROWS = 500
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})[.,]\d{1,17}")


class Typed(Protocol):
    """What Django's QueryDict is."""

    def get(self, key: str, default: Any = ...) -> Any: ...
    def getlist(self, key: str) -> list[Any]: ...


class Item(dict[str, Any]):
    """An entry of a list in a form, which keeps the name it had when the form was drawn."""

    origin: str = ""


def read(shape: Shape, typed: Typed, name: str, before: Any, default: Any = None) -> Any:
    """The plain data at `name`, or `ABSENT`. `before` is what stood there when the form was drawn; where
    nothing did, `default` is what counted instead."""
    if before is ABSENT and isinstance(shape, Group | Table) and (shown := prefilled(shape, default)):
        after = read(shape, typed, name, shown)
        return ABSENT if after == shown else after
    if isinstance(shape, Group):
        return _group(shape, typed, name, before)
    if isinstance(shape, Rows):
        return _rows(shape, typed, name, before)
    if isinstance(shape, Table):
        return _table(shape, typed, name, before)
    return leaf(shape, typed, name, before)


def _group(shape: Group, typed: Typed, name: str, before: Any) -> Any:
    if typed.get(f"{name}.#", None) is None:
        return ABSENT
    if before is not ABSENT and before is not None and not isinstance(before, Mapping | str):
        return before
    old = spread(shape, before)
    made: dict[str, Any] = {}
    shown = {member.key: member for member in shape.members}
    found = {
        key: _member(member, typed, joined(name, key), old.get(key, ABSENT)) for key, member in shown.items()
    }
    for key, value in old.items():
        if (new := found.get(key, value if key not in shown else ABSENT)) is not ABSENT:
            made[key] = new
    made |= {key: value for key, value in found.items() if value is not ABSENT and key not in old}
    if isinstance(before, str) and made == old:
        return before
    return made if made or before == {} else ABSENT


def _member(member: Member, typed: Typed, name: str, before: Any) -> Any:
    value = read(member.shape, typed, name, before, member.default)
    if before is ABSENT and isinstance(member.shape, Leaf) and member.shape.kind == "switch":
        return ABSENT if value is bool(member.default) else value  # as it is without being written
    return value


def spread(shape: Group, value: Any) -> dict[str, Any]:
    """A group as a mapping, also where one text stands for it."""
    if isinstance(value, str) and shape.lone:
        return {member.key: value for member in shape.members}
    return dict(value) if isinstance(value, Mapping) else {}


def _rows(shape: Rows, typed: Typed, name: str, before: Any) -> Any:
    old = before if isinstance(before, list) else []
    if before not in (ABSENT, None) and not isinstance(before, list):
        return before
    made = []
    for id in typed.getlist(f"{name}.#")[:MOST_ROWS]:
        place = int(id) if id.isdecimal() else -1
        was = old[place] if 0 <= place < len(old) else ABSENT
        value = read(shape.item, typed, f"{name}.{id}", was)
        item = Item(value if isinstance(value, Mapping) else {}) if _is_item(value) else value
        if isinstance(item, Item):
            item.origin = id
        made.append(item)
    return made if made or before == [] else (ABSENT if before is not None else None)


def _table(shape: Table, typed: Typed, name: str, before: Any) -> Any:
    old = dict(before) if isinstance(before, Mapping) else {}
    ids = list(shape.fixed) or typed.getlist(f"{name}.#")[:MOST_ROWS]
    keys = list(old)
    made: dict[str, Any] = {}
    for id in ids:
        was_key = id if shape.fixed else (keys[int(id)] if id.isdecimal() and int(id) < len(keys) else "")
        key = id if shape.fixed else str(typed.get(f"{name}.{id}.key", "")).strip()
        value = read(shape.value, typed, f"{name}.{id}.value", old.get(was_key, ABSENT))
        if value is not ABSENT or (key and not shape.fixed):
            made[key] = "" if value is ABSENT else value
    made |= {key: value for key, value in old.items() if shape.fixed and key not in shape.fixed}
    return made if made or before == {} else ABSENT


def leaf(shape: Leaf, typed: Typed, name: str, before: Any) -> Any:
    if isinstance(before, Mapping) or (isinstance(before, list) and not _listed(shape)):
        return before
    if shape.many and shape.kind in ("choice", "ref"):
        return _chosen(shape, typed.getlist(name), before)
    text = str(typed.get(name, "")).replace("\r\n", "\n")
    if shape.kind == "switch":
        return _switched(text, before)
    if text == show(shape, before):
        return before
    if shape.many:
        return _lines(shape, text, before)
    text = text.strip()
    return ABSENT if not text else value_of(shape, text)


def _listed(shape: Leaf) -> bool:
    return shape.many or shape.kind == "windows"


def show(shape: Leaf, value: Any) -> str:
    """A value as a field shows it; the empty text for none."""
    if value is ABSENT or value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return (", " if shape.kind == "windows" else "\n").join(show(shape, one) for one in value)
    return str(value)


def value_of(shape: Leaf, text: str) -> Any:
    """A typed text as the value its kind asks for; the text itself where it is none."""
    if shape.kind in ("whole", "number"):
        return _number(text)
    if shape.kind == "maybe":
        return {"true": True, "false": False}.get(text, text)
    if shape.kind == "moment":
        return text.replace("T", " ")
    if shape.kind == "windows":
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return parts[0] if len(parts) == 1 else parts
    return text


def _number(text: str) -> int | float | str:
    if _WHOLE.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _switched(text: str, before: Any) -> Any:
    on = text in ("on", "true")
    return on if isinstance(before, bool) or before is ABSENT or before is None or on else before


def _lines(shape: Leaf, text: str, before: Any) -> Any:
    inner = Leaf(shape.kind)
    made = [value_of(inner, line.strip()) for line in text.split("\n") if line.strip()]
    if not made:
        return ABSENT if before is not None else None
    if shape.lone and len(made) == 1 and isinstance(before, str):
        return made[0]
    return made


def _chosen(shape: Leaf, given: list[Any], before: Any) -> Any:
    picked = list(dict.fromkeys(str(one) for one in given if one))
    old = (
        [str(one) for one in before]
        if isinstance(before, list)
        else [str(before)]
        if isinstance(before, str)
        else []
    )
    if set(picked) == set(old):
        return before
    made = [one for one in old if one in picked] + [one for one in picked if one not in old]
    if not made:
        return ABSENT
    return made[0] if shape.lone and len(made) == 1 and isinstance(before, str) else made


def joined(name: str, key: str) -> str:
    return f"{name}.{key}" if name else key


def _is_item(value: Any) -> bool:
    return value is ABSENT or isinstance(value, Mapping)
