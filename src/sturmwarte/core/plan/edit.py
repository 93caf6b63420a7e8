"""Changes one value in a plan's files and leaves everything else, comments included, as it was."""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.util import load_yaml_guess_indent

from sturmwarte.core.plan.section import Path


class EditError(ValueError):
    """The path leads nowhere in these files, or a file is no YAML. Trying again does not help."""


class _Remove:
    """Stands for "take it out"."""


REMOVE = _Remove()


def edit(files: Mapping[str, str], path: Path, value: Any) -> dict[str, str]:
    """{file name: text} -> the same with `value` at `path`; only the file that holds it changes.

    `path` counts list entries over all files in the order of their names, as `load` does. A list index
    one past the end appends; a section that stands nowhere yet gets a file of its own; `REMOVE` takes
    the value out. Values are texts, numbers, lists and mappings.
    """
    if not path or not isinstance(path[0], str):
        raise EditError("a path begins with the name of a section")
    name, inner, home = _home(files, path)
    if home is None:
        if value is REMOVE or (len(path) > 1 and path[1:] != (0,)):
            raise EditError(f"nothing stands at {'/'.join(map(str, path))}")
        return {**files, f"{path[0]}.yaml": _dump({path[0]: [value] if len(path) > 1 else value}, _yaml())}
    yaml = _yaml(*_indent(files[name]))
    _set(home, inner, value)
    return {**files, name: _dump(home, yaml)}


def _home(files: Mapping[str, str], path: Path) -> tuple[str, Path, Any]:
    """The file that holds `path`, the path within it, and its parsed tree (None: no file has it)."""
    holders = []
    for name in sorted(files):
        if str(path[0]) not in files[name]:
            continue
        try:
            tree = _yaml().load(files[name])
        except YAMLError as error:
            raise EditError(f"{name} is no readable YAML; mend it first") from error
        if isinstance(tree, dict) and tree.get(path[0]) is not None:
            holders.append((name, tree))
    if not holders:
        return "", path, None
    if len(path) < 2 or not isinstance(path[1], int):
        return holders[0][0], path, holders[0][1]
    return _list_home(holders, path, path[1])


def _list_home(holders: list[tuple[str, Any]], path: Path, index: int) -> tuple[str, Path, Any]:
    for nth, (name, tree) in enumerate(holders):
        size = len(tree[path[0]])
        if index < size or (index == size and nth == len(holders) - 1):
            return name, (path[0], index, *path[2:]), tree
        index -= size
    raise EditError(f"the list `{path[0]}` is not that long")


def _set(tree: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            raise EditError(f"nothing stands at {'/'.join(map(str, path))}") from None
    last = path[-1]
    try:
        if value is REMOVE:
            del tree[last]
        elif isinstance(tree, CommentedSeq) and last == len(tree):
            tree.append(value)
        else:
            tree[last] = value
    except (KeyError, IndexError, TypeError):
        raise EditError(f"nothing stands at {'/'.join(map(str, path))}") from None


def _indent(text: str) -> tuple[int, int]:
    """How far the file's author sets lists in: (to the text, to the dash)."""
    _, indent, offset = load_yaml_guess_indent(text, yaml=_yaml())
    dash = offset or 0
    return max(indent or 0, dash + 2), dash


def _yaml(sequence: int = 4, offset: int = 2) -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1_000_000  # a person broke the lines; we do not break them again
    yaml.indent(mapping=2, sequence=sequence, offset=offset)
    yaml.allow_duplicate_keys = True
    return yaml


def _dump(tree: Any, yaml: YAML) -> str:
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()
