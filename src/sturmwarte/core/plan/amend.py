"""Changes a plan's files as a form or a button does: entry by entry, to the letter where nothing changed.

The lines of the entry are read alone, changed alone and put back, so that comments, order, quotation marks
and broken lines of all others cannot suffer. Each result is read again before it is given back.
"""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from sturmwarte.core.plan.blocks import Block, NoBlock, block, blocks, key_line
from sturmwarte.core.plan.edit import REMOVE, EditError, edit
from sturmwarte.core.plan.laying import kept
from sturmwarte.core.plan.section import Path
from sturmwarte.core.plan.tree import known
from sturmwarte.core.plan.writing import blend, written

Files = Mapping[str, str]


def amend(files: Files, path: Path, value: Any) -> dict[str, str]:
    """{file: text} -> the same with plain `value` at `path`, a section or an entry of a list; what it says
    already is left as it is written. Raises `EditError`."""
    try:
        at = block(files, path)
    except NoBlock:
        return edit(files, path, written(value))
    before = _at(files, path)
    if before == value:
        return dict(files)
    lines = files[at.file].split("\n")
    part = [line[at.column :] if not line[: at.column].strip() else line.lstrip() for line in lines]
    mine = part[at.first : at.last + 1]
    try:
        new = _amended(mine, path, at, before, value)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return _checked(files, edit(files, path, written(value)), path, value)
    text = "\n".join([*lines[: at.first], *_inset(new, at.column), *lines[at.last + 1 :]])
    try:
        return _checked(files, {**files, at.file: text}, path, value)
    except EditError:
        return _checked(files, edit(files, path, written(value)), path, value)


def insert(files: Files, path: Path, value: Any) -> dict[str, str]:
    """Puts an entry into a list; the last step of `path` says at which place."""
    listed, place = path[:-1], int(path[-1])
    before = _at(files, listed) or []
    after = [*before[:place], value, *before[place:]]
    try:
        if len(listed) == 1 and not before:
            return _checked(files, _first(files, str(listed[0]), value), listed, after)
        found = blocks(files, listed)
        at = found[min(place, len(found)) - 1] if place else found[0]
        if len(listed) == 1:
            at = block(files, (listed[0], place - 1 if place else 0))
    except NoBlock:
        return _replaced(files, listed, after)
    lines = files[at.file].split("\n")
    line = at.last + 1 if place else at.first
    new = _inset(_dump([written(value)]), at.column)
    return _checked(files, {**files, at.file: "\n".join([*lines[:line], *new, *lines[line:]])}, listed, after)


def remove(files: Files, path: Path) -> dict[str, str]:
    """Takes an entry out of a list, with the comments above it."""
    listed, place = path[:-1], int(path[-1])
    before = _at(files, listed) or []
    if place >= len(before):
        raise EditError(f"nothing stands at {'/'.join(map(str, path))}")
    after = [*before[:place], *before[place + 1 :]]
    if not after and len(listed) > 1:
        return _replaced(files, listed, after)
    try:
        at = block(files, path)
        if at.rest:
            raise NoBlock(path)
    except NoBlock:
        return edit(files, path, REMOVE)
    lines = files[at.file].split("\n")
    text = "\n".join([*lines[: at.lead], *lines[at.last + 1 :]])
    return _checked(files, {**files, at.file: text}, listed, after)


def move(files: Files, path: Path, to: int) -> dict[str, str]:
    """Gives an entry of a list another place; its comments go with it."""
    listed, place = path[:-1], int(path[-1])
    before = list(_at(files, listed) or [])
    if not 0 <= to < len(before) or not 0 <= place < len(before):
        raise EditError(f"nothing stands at {'/'.join(map(str, path))}")
    after = list(before)
    after.insert(to, after.pop(place))
    try:
        one, other = block(files, (*listed, place)), block(files, (*listed, to))
        if one.file != other.file or one.rest or other.rest:
            raise NoBlock(path)
    except NoBlock:
        return _replaced(files, listed, after)
    lines = files[one.file].split("\n")
    mine = lines[one.lead : one.last + 1]
    if to < place:
        new = [*lines[: other.lead], *mine, *lines[other.lead : one.lead], *lines[one.last + 1 :]]
    else:
        new = [*lines[: one.lead], *lines[one.last + 1 : other.last + 1], *mine, *lines[other.last + 1 :]]
    return _checked(files, {**files, one.file: "\n".join(new)}, listed, after)


def _first(files: Files, section: str, value: Any) -> dict[str, str]:
    """The first entry of a section: under its key where that stands somewhere, else in a file of its own."""
    new = _inset(_dump([written(value)]), 2)
    for name in sorted(files):
        if section in files[name] and (line := key_line(files[name], section)) is not None:
            lines = files[name].split("\n")
            lines[line] = f"{section}:"
            return {**files, name: "\n".join([*lines[: line + 1], *new, *lines[line + 1 :]])}
    name = f"{section}.yaml"
    while name in files:
        name = f"more-{name}"
    return {**files, name: "\n".join([f"{section}:", *new, ""])}


def _replaced(files: Files, listed: Path, after: list[Any]) -> dict[str, str]:
    """A list inside an entry changes with its entry; one in brackets is written anew."""
    if len(listed) == 1:
        return _checked(files, edit(files, listed, written(after)), listed, after)
    owner = dict(_at(files, listed[:-1]) or {})
    if after:
        owner[str(listed[-1])] = after
    else:
        owner.pop(str(listed[-1]), None)
    return amend(files, listed[:-1], owner)


def _amended(mine: list[str], path: Path, at: Block, before: Any, after: Any) -> list[str]:
    yaml = _yaml()
    text = "\n".join(mine) + "\n"
    plain, tree = yaml.load(text), yaml.load(text)
    steps: list[str | int] = [path[0] if isinstance(tree, dict) else 0, *at.rest]
    inner = tree
    for step in steps[:-1]:
        inner = inner[step]
    inner[steps[-1]] = blend(inner[steps[-1]], before, after)
    return kept(mine, _lines(yaml, plain), _lines(yaml, tree))


def _dump(value: Any) -> list[str]:
    return _lines(_yaml(), value)


def _lines(yaml: YAML, tree: Any) -> list[str]:
    out = StringIO()
    yaml.dump(tree, out)
    lines = out.getvalue().rstrip("\n").split("\n")
    inset = len(lines[0]) - len(lines[0].lstrip(" "))
    return [line[inset:] if not line[:inset].strip() else line for line in lines]


def _inset(lines: list[str], column: int) -> list[str]:
    return [" " * column + line if line.strip() else line for line in lines]


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_duplicate_keys = True
    return yaml


def _at(files: Files, path: Path) -> Any:
    """The plain value at `path` over all files; None where nothing stands."""
    found: Any = None
    for name in sorted(files):
        value = known(name, files[name]).data.get(str(path[0])) if str(path[0]) in files[name] else None
        if isinstance(found, list) and isinstance(value, list):
            found = [*found, *value]
        elif value is not None and found is None:
            found = value
    for step in path[1:]:
        try:
            found = found[int(step)] if isinstance(found, list) else found.get(str(step))
        except (IndexError, ValueError, TypeError, AttributeError):
            return None
    return found


def _checked(before: Files, after: dict[str, str], path: Path, value: Any) -> dict[str, str]:
    """`after`, once it was read again and says what it should, and nothing else differently."""
    for name, text in after.items():
        if text != before.get(name):
            tree = known(name, text)
            if tree.problems and not known(name, before.get(name, "")).problems:
                raise EditError(f"{name}: this cannot be written by a form; write it in the file")
    if (_at(after, path) or None) != (value or None):
        raise EditError(f"{'/'.join(map(str, path))}: this cannot be written by a form; write it in the file")
    return after
