"""Gives a form another shape before it is saved: a row more or less, a group opened or closed."""

from collections.abc import Mapping
from typing import Any

from sturmwarte.station.plan.forms.reading import ABSENT, Item


def shaped(data: Any, op: str) -> Any:
    """`op` is a verb and the name of a part, as in `add:wording` or `remove:when.any.0`. What it does not
    understand changes nothing."""
    verb, _sep, name = op.partition(":")
    steps = name.split(".") if name else []
    if not steps or verb not in _VERBS:
        return data
    root = dict(data) if isinstance(data, Mapping) else {}
    owner = _owner(root, steps[:-1], verb in ("add", "row", "open"))
    if owner is not None:
        _VERBS[verb](owner, steps[-1])
    return root


def tidied(data: Any) -> Any:
    """Without rows and groups nobody filled; `ABSENT` where nothing is left of something that had been."""
    if isinstance(data, Item) or (isinstance(data, dict) and not isinstance(data, Item)):
        return {key: tidied(value) for key, value in data.items() if not _blank(key, value)}
    if isinstance(data, list):
        return [tidied(one) for one in data if not (isinstance(one, Item) and not one)]
    return data


def _blank(key: str, value: Any) -> bool:
    if key == "" and value in ("", ABSENT):
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(one, Item) and not one for one in value)


def _owner(data: Any, steps: list[str], make: bool) -> Any:
    """The mapping or list that a part stands in; None where there is none."""
    for step in steps:
        if isinstance(data, list):
            data = data[_place(data, step)] if _place(data, step) >= 0 else None
        elif isinstance(data, dict):
            if step not in data and make:
                data[step] = {}
            data = data.get(step)
        if data is None or not isinstance(data, dict | list):
            return None
    return data


def _place(rows: list[Any], id: str) -> int:
    for place, one in enumerate(rows):
        if isinstance(one, Item) and one.origin == id:
            return place
    return -1


def _add(owner: Any, key: str) -> None:
    rows = owner.setdefault(key, []) if isinstance(owner, dict) else None
    if isinstance(rows, list):
        new = Item()
        taken = {one.origin for one in rows if isinstance(one, Item)}
        new.origin = next(f"n{number}" for number in range(len(rows) + 1) if f"n{number}" not in taken)
        rows.append(new)


def _remove(owner: Any, key: str) -> None:
    if isinstance(owner, list) and (place := _place(owner, key)) >= 0:
        del owner[place]
    elif isinstance(owner, dict) and key.isdecimal() and int(key) < len(owner):
        del owner[list(owner)[int(key)]]


def _up(owner: Any, key: str) -> None:
    if isinstance(owner, list) and (place := _place(owner, key)) > 0:
        owner[place - 1], owner[place] = owner[place], owner[place - 1]


def _row(owner: Any, key: str) -> None:
    table = owner.setdefault(key, {}) if isinstance(owner, dict) else None
    if isinstance(table, dict):
        table.setdefault("", "")


def _open(owner: Any, key: str) -> None:
    if isinstance(owner, dict):
        owner.setdefault(key, {})


def _close(owner: Any, key: str) -> None:
    if isinstance(owner, dict):
        owner.pop(key, None)


_VERBS = {"add": _add, "remove": _remove, "up": _up, "row": _row, "open": _open, "close": _close}
