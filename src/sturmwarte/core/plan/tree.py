"""Reads one YAML file into plain values that remember where they stand.

Only what a plan needs: texts, numbers, lists and mappings. Anchors, aliases, tags and several documents
are refused, each with its mend, for two reasons: an unquoted `*versicherung` is an alias to YAML though a
wildcard to its author, and aliases are how a small file becomes a huge one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sturmwarte.core.plan.section import Path, Problem
from sturmwarte.core.plan.syntax import explain
from sturmwarte.core.reason import Reason

MAX_CHARACTERS = 500_000
MAX_VALUES = 20_000
MAX_DEPTH = 20


@dataclass(frozen=True)
class Mark:
    """A place in a file; both count from 1. `text` is the column where the text of a one-line value
    begins (after its quotation mark), 0 where columns of the text are not columns of the file."""

    file: str
    line: int
    column: int
    text: int = 0


@dataclass
class Tree:
    """`data` is the file's mapping; `keys` and `values` say where each path's key and value begin."""

    data: dict[str, Any] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    values: dict[Path, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True
    """False when the file could not be read to its end, so that what is missing may be just unread."""


class _Refused(Exception):
    """Ends the reading of one file; carries what to report."""

    def __init__(self, event: Event, what: str, fix: str, **args: Any) -> None:
        super().__init__(what)
        self.event, self.what, self.fix = event, Reason(what, args), Reason(fix, args)


def read(name: str, text: str) -> Tree:
    """One file's text -> its tree. Never raises: whatever is wrong is in `problems`."""
    tree = Tree()
    if len(text) > MAX_CHARACTERS:
        what = Reason("plan.file_too_large", {"limit": MAX_CHARACTERS})
        tree.problems.append(Problem(name, 0, 0, what, Reason("plan.fix.split_file")))
        tree.whole = False
        return tree
    try:
        _Reader(name, tree).run(YAML(typ="safe", pure=True).parse(text))
        return tree
    except _Refused as refused:
        place = _mark(name, refused.event)
        tree.problems.append(Problem(name, place.line, place.column, refused.what, refused.fix))
    except MarkedYAMLError as error:
        tree.problems.append(explain(name, text, error))
    except (YAMLError, ValueError, IndexError) as error:  # unprintable characters, impossible escapes
        tree.problems.append(_unreadable(name, text, error))
    tree.whole = False
    return tree


known = lru_cache(maxsize=64)(read)
"""As `read`, remembered: one edit changes one file, and the others need not be read again. Do not write into
what it gives."""


class _Reader:
    """Builds values from YAML's events, so that depth and size are bounded before anything is built."""

    def __init__(self, name: str, tree: Tree) -> None:
        self.name, self.tree, self.count = name, tree, 0

    def run(self, events: Iterator[Event]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(event, "plan.two_documents", "plan.fix.two_documents")
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                self._root(event, events)

    def _root(self, event: Event, events: Iterator[Event]) -> None:
        if isinstance(event, ScalarEvent) and _scalar(event) is None:
            return  # nothing but comments
        if not isinstance(event, MappingStartEvent):
            raise _Refused(event, "plan.no_mapping", "plan.fix.no_mapping")
        self.tree.data.update(self._value(event, events, ()))

    def _value(self, event: Event, events: Iterator[Event], path: Path) -> Any:
        self._guard(event, path)
        self.tree.values[path] = _mark(self.name, event)
        if isinstance(event, AliasEvent):
            return f"*{event.anchor}"
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _sequence(self, events: Iterator[Event], path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            items.append(self._value(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Event], path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            self._guard(event, path)
            if not isinstance(event, ScalarEvent):
                raise _Refused(event, "plan.key_no_text", "plan.fix.quote")
            key, place = event.value, _mark(self.name, event)
            if key in found:
                self._twice(key, place, (*path, key))
                self._value(next(events), events, ("", *path, key, place.line))  # read past it
                continue
            self.tree.keys[(*path, key)] = place
            value = next(events)
            found[key] = self._value(value, events, (*path, key))
            if isinstance(value, ScalarEvent) and not value.value and value.style is None:
                self.tree.values[(*path, key)] = place  # nothing there: YAML points at what comes next
        return found

    def _twice(self, key: str, place: Mark, path: Path) -> None:
        first = self.tree.keys[path].line
        what = Reason("plan.duplicate_key", {"key": key, "first": first})
        fix = Reason("plan.fix.duplicate_key")
        self.tree.problems.append(Problem(self.name, place.line, place.column, what, fix))

    def _guard(self, event: Event, path: Path) -> None:
        self.count += 1
        if self.count > MAX_VALUES:
            raise _Refused(event, "plan.too_many_values", "plan.fix.split_file", limit=MAX_VALUES)
        if len(path) > MAX_DEPTH:
            raise _Refused(event, "plan.too_deep", "plan.fix.too_deep", limit=MAX_DEPTH)
        for kind in ("alias", "anchor", "tag"):
            if isinstance(event, AliasEvent) if kind == "alias" else getattr(event, kind, None):
                what, place = Reason(f"plan.{kind}"), _mark(self.name, event)
                self.tree.problems.append(
                    Problem(self.name, place.line, place.column, what, Reason("plan.fix.quote"))
                )
                return


_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})$")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}$")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False, "True": True, "False": False}


def _scalar(event: ScalarEvent) -> Any:
    """Quoted is text. Plain numbers are numbers only in their usual spelling: `0301` stays a text."""
    value: str = event.value
    if event.style is not None:
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INT.match(value):
        return int(value)
    if _FLOAT.match(value) and not value.endswith("0"):
        return float(value)
    return value


def _mark(name: str, event: Event) -> Mark:
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if not isinstance(event, ScalarEvent) or event.style in ("|", ">") or event.end_mark.line + 1 != line:
        return Mark(name, line, column)
    return Mark(name, line, column, column + (1 if event.style else 0))


def _unreadable(name: str, text: str, error: Exception) -> Problem:
    position = getattr(error, "position", None)
    if not isinstance(position, int):
        return Problem(name, 0, 0, Reason("plan.not_yaml", {"why": str(error)}), Reason("plan.fix.quote"))
    before = text[:position]
    line, column = before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
    return Problem(name, line, column, Reason("plan.control_character"), Reason("plan.fix.control_character"))
