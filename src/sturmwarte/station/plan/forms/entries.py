"""What of a section is edited by itself: each entry of its lists, and what stands beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sturmwarte.core.plan.section import Path
from sturmwarte.station.plan.forms.reading import ABSENT
from sturmwarte.station.plan.forms.shapes import Group, Member, Rows, Shape, shape_of


@dataclass(frozen=True)
class Rest(Group):
    """A group without its lists of groups: those are edited entry by entry."""

    @property
    def members(self) -> tuple[Member, ...]:
        return tuple(member for member in super().members if not isinstance(member.shape, Rows))


@cache
def lists(section: str) -> tuple[Path, ...]:
    """Where this section has entries."""
    shape = shape_of(section)
    if isinstance(shape, Rows):
        return ((section,),)
    if isinstance(shape, Group):
        return tuple((section, member.key) for member in shape.members if isinstance(member.shape, Rows))
    return ()


def places(section: str, data: Mapping[str, Any]) -> list[Path]:
    """Everything of a section that has a form of its own."""
    found: list[Path] = [] if isinstance(shape_of(section), Rows) else [(section,)]
    for path in lists(section):
        entries = value_at(data, path)
        found += [(*path, number) for number in range(len(entries) if isinstance(entries, list) else 0)]
    return found


@cache
def shape_at(path: Path) -> Shape:
    """The shape of a place; raises `KeyError` where there is none."""
    shape = shape_of(str(path[0]))
    for step in path[1:]:
        if isinstance(shape, Rows) and isinstance(step, int):
            shape = shape.item
        elif isinstance(shape, Group):
            shape = next((one.shape for one in shape.members if one.key == step), None) or _nowhere(path)
        else:
            _nowhere(path)
    if len(path) == 1 and isinstance(shape, Group):
        return Rest(shape.model, shape.lone)
    return shape


def value_at(data: Any, path: Path) -> Any:
    """What stands at a path, or `ABSENT`."""
    for step in path:
        if not _has(data, step):
            return ABSENT
        data = data[step]
    return ABSENT if data is None and len(path) == 1 else data


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, Mapping):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)


def with_value(data: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The data with another value at a path; what leads there is copied, the rest shared."""
    return dict(_set(data, path, value))


def _set(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    if isinstance(data, list):
        place = int(path[0])
        return [
            *data[:place],
            _set(data[place] if place < len(data) else None, path[1:], value),
            *data[place + 1 :],
        ]
    made = dict(data) if isinstance(data, Mapping) else {}
    if len(path) == 1 and value is ABSENT:
        made.pop(path[0], None)
    else:
        made[path[0]] = _set(made.get(path[0]), path[1:], value)
    return made


def _nowhere(path: Path) -> Any:
    raise KeyError(path)
