"""Makes the files of a plan from a base, what a trade adds, and what only the company knows.

Layers are merged entry by entry: an entry with a known `id` (or `name`) is completed, others are appended,
lists of words grow. Comments of the base stay. Places are written `<name>` and filled in the values, never in
the raw text, so that a company called `A: "B" #1` breaks nothing.
"""

import re
from collections.abc import Mapping
from datetime import date
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

Values = Mapping[str, str | list[str] | date]
"""What fills the places. A list becomes several entries, and a date stays one, where nothing else stands."""

_PLACE = re.compile(r"<([a-z_]+)>")


def compose(base: Mapping[str, str], addition: Mapping[str, Any], values: Values) -> dict[str, str]:
    """{file: text} of the base plus `addition` (sections of plain data) -> {file: text} of a plan.

    A section goes to the file of the base that has it. Raises `KeyError` for a place without a value.
    """
    yaml = _yaml()
    trees = {name: yaml.load(text) for name, text in base.items()}
    for section, value in addition.items():
        home = next(tree for tree in trees.values() if section in tree)
        _merge_value(home, section, value)
    return {name: _text(yaml, _filled(tree, values), values) for name, tree in trees.items()}


def _merge_value(home: Any, key: Any, value: Any) -> None:
    mine = home.get(key) if isinstance(home, Mapping) else home[key]
    if isinstance(mine, CommentedMap) and isinstance(value, Mapping):
        for name in value:
            _merge_value(mine, name, value[name])
    elif isinstance(mine, CommentedSeq) and isinstance(value, list):
        for entry in value:
            _merge_entry(mine, entry)
    else:
        home[key] = value


def _merge_entry(mine: CommentedSeq, entry: Any) -> None:
    name = _name(entry)
    places = [place for place, one in enumerate(mine) if name is not None and _name(one) == name]
    if not places:
        mine.append(entry)
        return
    for key in entry:
        _merge_value(mine[places[0]], key, entry[key])


def _name(entry: Any) -> Any:
    return (entry.get("id") or entry.get("name")) if isinstance(entry, Mapping) else None


def _filled(value: Any, values: Values) -> Any:
    """Fills places in place, because only the very same objects carry their comments."""
    if isinstance(value, CommentedMap):
        for key in value:
            value[key] = _filled(value[key], values)
    elif isinstance(value, list):
        _fill_list(value, values)
    elif isinstance(value, str) and (moment := _moment(value, values)):
        return moment
    elif isinstance(value, str) and _PLACE.search(value):
        return type(value)(_PLACE.sub(lambda place: _one(values, place[1]), value))
    return value


def _fill_list(items: list[Any], values: Values) -> None:
    for place in reversed(range(len(items))):
        whole = _PLACE.fullmatch(items[place]) if isinstance(items[place], str) else None
        many = values[whole[1]] if whole else None
        if isinstance(many, list):
            items[place : place + 1] = many
        else:
            items[place] = _filled(items[place], values)


def _moment(value: str, values: Values) -> date | None:
    """The date that fills the whole of `value`: a fresh one, for one used twice would become an anchor."""
    whole = _PLACE.fullmatch(value)
    found = values[whole[1]] if whole else None
    return found.replace() if isinstance(found, date) else None


def _one(values: Values, name: str) -> str:
    value = values[name]
    return ", ".join(value) if isinstance(value, list) else str(value)


def _text(yaml: YAML, tree: Any, values: Values) -> str:
    out = StringIO()
    yaml.dump(tree, out)
    lines = out.getvalue().split("\n")
    fill = (
        _PLACE.sub(lambda place: _one(values, place[1]), x) if x.lstrip().startswith("#") else x
        for x in lines
    )
    return "\n".join(fill)


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1000  # the packs break their lines themselves, as a person would
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
