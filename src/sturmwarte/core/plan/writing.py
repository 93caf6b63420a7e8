"""Puts plain values into a tree of YAML that remembers its layout, touching only what differs."""

import json
import re
from collections.abc import Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WIDTH = 90


def blend(node: Any, before: Any, after: Any) -> Any:
    """The node that says `after`: the same one, changed in place, where its shape stays the same."""
    if before == after:
        return node
    if isinstance(node, CommentedMap) and isinstance(before, Mapping) and isinstance(after, Mapping):
        _in_mapping(node, before, after)
        return node
    if isinstance(node, CommentedSeq) and isinstance(before, list) and isinstance(after, list):
        _in_list(node, before, after)
        return node
    return _scalar(after, node) if not isinstance(after, Mapping | list) else written(after, _flows(node))


def _in_mapping(node: CommentedMap, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    keys = {str(key): key for key in node}
    for key in before:
        if key not in after:
            del node[keys[key]]
    for key, value in after.items():
        if key in before:
            node[keys[key]] = blend(node[keys[key]], before[key], value)
        else:
            node[_key(key, keys)] = written(value, _flows(node))


def _key(key: str, others: Mapping[str, Any]) -> Any:
    """A number where its neighbours are numbers: `5:`, not `"5":`."""
    return int(key) if key.isdecimal() and any(isinstance(one, int) for one in others.values()) else key


def _in_list(node: CommentedSeq, before: list[Any], after: list[Any]) -> None:
    old, new = ([json.dumps(one, sort_keys=True, default=str) for one in side] for side in (before, after))
    shift = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(i2 - i1, j2 - j1)
        for place in range(pairs):
            at = i1 + shift + place
            node[at] = blend(node[at], before[i1 + place], after[j1 + place])
        for _ in range(i2 - i1 - pairs):
            del node[i1 + shift + pairs]
        for place in range(j2 - j1 - pairs):
            node.insert(i1 + shift + pairs + place, written(after[j1 + pairs + place], _flows(node)))
        shift += (j2 - j1) - (i2 - i1)


def written(value: Any, flow: bool = False) -> Any:
    """A plain value as a person would write it: short lists in one line, mappings in lines of their own."""
    if isinstance(value, Mapping):
        made = CommentedMap((key, written(inner, flow)) for key, inner in value.items())
        if flow:
            made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        listed = CommentedSeq([written(one, flow) for one in value])
        if flow or not any(isinstance(one, Mapping | list) for one in value):
            listed.fa.set_flow_style()
        return listed
    return _scalar(value, None)


def _scalar(value: Any, old: Any) -> Any:
    if not isinstance(value, str):
        return value
    if "\n" in value:
        return LiteralScalarString(value)
    if _DATE.fullmatch(value):
        return _day(value)
    if isinstance(old, FoldedScalarString) and value == " ".join(value.split()) and value:
        return _folded(value)
    if isinstance(old, SingleQuotedScalarString | DoubleQuotedScalarString):
        return type(old)(value)
    return value


def _day(value: str) -> date | str:
    """Without quotation marks, as people write days."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def _folded(value: str) -> Any:
    made = FoldedScalarString(value)
    places, start = [], 0
    while len(value) - start > _WIDTH and (space := value.rfind(" ", start, start + _WIDTH)) > start:
        places.append(space)
        start = space + 1
    made.fold_pos = places
    return made


def _flows(node: Any) -> bool:
    return isinstance(node, CommentedMap | CommentedSeq) and bool(node.fa.flow_style())
