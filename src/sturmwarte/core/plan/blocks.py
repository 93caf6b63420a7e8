"""Where an entry stands in its file, as lines: what lies between them may be changed, and nothing else is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sturmwarte.core.plan.section import Path


class NoBlock(LookupError):
    """The place has no lines of its own: it stands in brackets, or nowhere."""


@dataclass(frozen=True)
class Block:
    """Lines `first` to `last` (from 0, both included). `column` is how far they are set in, `lead` the line
    after the entry before: comments from there on belong to this one. `rest` leads on from the block."""

    file: str
    first: int
    last: int
    column: int
    lead: int
    rest: Path


@dataclass(frozen=True)
class Home:
    """The file that holds a path, the path within it, and the node of its section."""

    file: str
    path: Path
    node: Node
    key_line: int


def home(files: Mapping[str, str], path: Path) -> Home:
    """Which file holds `path`; list entries are counted over all files in the order of their names.

    An index one past the end is at home where the last entry is. Raises `NoBlock`."""
    found = [one for name in sorted(files) if (one := _section(name, files[name], str(path[0])))]
    if not found:
        raise NoBlock(path)
    if len(path) < 2 or not isinstance(path[1], int):
        return Home(found[0].file, path, found[0].node, found[0].key_line)
    index = path[1]
    for nth, one in enumerate(found):
        size = len(one.node.value) if isinstance(one.node, SequenceNode) else 0
        if index < size or (index == size and nth == len(found) - 1):
            return Home(one.file, (path[0], index, *path[2:]), one.node, one.key_line)
        index -= size
    raise NoBlock(path)


def block(files: Mapping[str, str], path: Path) -> Block:
    """The smallest lines that hold all of `path`: those of the list entry it is in, else of its section."""
    at = home(files, path)
    lines = files[at.file].split("\n")
    found = Block(at.file, at.key_line, _last(at.node, lines), 0, at.key_line, at.path[1:])
    node = at.node
    for place, step in enumerate(at.path[1:], 1):
        if isinstance(node, SequenceNode) and isinstance(step, int):
            if node.flow_style or step >= len(node.value):
                break
            found = _entry(at.file, node, step, lines, at.path[place + 1 :])
            node = node.value[step]
        else:
            node = _child(node, str(step))
    return found


def blocks(files: Mapping[str, str], path: Path) -> list[Block]:
    """Those of every entry of the list at `path` (as far as its file goes). Raises `NoBlock`."""
    at = home(files, path)
    lines, node = files[at.file].split("\n"), at.node
    for step in at.path[1:]:
        node = _child(node, step)
    if not isinstance(node, SequenceNode) or node.flow_style or not node.value:
        raise NoBlock(path)
    return [_entry(at.file, node, place, lines, ()) for place in range(len(node.value))]


def _entry(file: str, node: SequenceNode, place: int, lines: list[str], rest: Path) -> Block:
    item, dash = node.value[place], node.start_mark.column
    first = item.start_mark.line
    if lines[first][dash : dash + 1] != "-" or lines[first][:dash].strip():
        raise NoBlock(file)
    lead = _last(node.value[place - 1], lines) + 1 if place else first
    return Block(file, first, _last(item, lines), dash, lead, rest)


def _section(name: str, text: str, section: str) -> Home | None:
    if section not in text:
        return None
    root = _composed(name, text)
    for key, value in root.value if isinstance(root, MappingNode) else ():
        if key.value == section and not (isinstance(value, ScalarNode) and not value.value):
            if isinstance(root, MappingNode) and root.flow_style:
                raise NoBlock(name)
            return Home(name, (section,), value, key.start_mark.line)
    return None


def key_line(text: str, section: str) -> int | None:
    """The line of a section's key, though nothing may stand under it."""
    root = _composed("", text)
    for key, _ in root.value if isinstance(root, MappingNode) else ():
        if key.value == section:
            return int(key.start_mark.line)
    return None


def _child(node: Node, step: str | int) -> Node:
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: Node = node.value[step]
        return found
    for key, value in node.value if isinstance(node, MappingNode) else ():
        if key.value == str(step):
            return value  # type: ignore[no-any-return]  # nodes of ruamel are untyped
    raise NoBlock(step)


def _last(node: Node, lines: list[str]) -> int:
    """The last line with content; comments and blank lines after it belong to what follows."""
    if not isinstance(node, ScalarNode) and not getattr(node, "flow_style", None) and node.value:
        child = node.value[-1]
        return _last(child[1] if isinstance(child, tuple) else child, lines)
    start, end = node.start_mark.line, node.end_mark.line
    if not isinstance(node, ScalarNode) or node.style not in ("|", ">"):
        return int(end)
    body = next((one for one in lines[start + 1 : end] if one.strip()), "")
    inset = len(body) - len(body.lstrip())
    end = min(end, len(lines)) - 1
    while end > start and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) < inset):
        end -= 1
    return int(end)


@lru_cache(maxsize=32)
def _composed(name: str, text: str) -> Node | None:
    try:
        return YAML(typ="rt", pure=True).compose(text)  # type: ignore[no-any-return]  # as above
    except YAMLError:
        raise NoBlock(name) from None
