"""Adds a term to a query and takes it away again, leaving the rest as its author wrote it."""

import re

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.text import to_text
from sturmwarte.core.query.tree import And, Field, Node, Or

_OPERATOR = re.compile(r"\s+(?:AND|UND)\s*$")
_OPERATOR_FIRST = re.compile(r"^\s*(?:AND|UND)\s+")


def term(field: str, value: str) -> str:
    """`lang:de`, `channel:"mastodon:my channel"`."""
    plain = value.replace("_", "").replace("-", "").replace(":", "").replace("@", "").replace(".", "")
    return f"{field}:{value}" if plain.isalnum() else f'{field}:"{value}"'


def has(node: Node | None, field: str, value: str) -> bool:
    """Is the term among those that all must hold?"""
    return any(_same(part, field, value) for part in _parts(node))


def added(text: str, node: Node | None, field: str, value: str) -> str:
    """The query with one more term that must hold."""
    if node is None:
        return term(field, value)
    return f"({text}) {term(field, value)}" if isinstance(node, Or) else f"{text} {term(field, value)}"


def removed(text: str, node: Node | None, field: str, value: str) -> str:
    """The query without the term: cut out of the text where that gives the same, else written anew."""
    rest = tuple(part for part in _parts(node) if not _same(part, field, value))
    if not rest:
        return ""
    wanted = rest[0] if len(rest) == 1 else And(rest)
    for part in _parts(node):
        if _same(part, field, value):
            before, after = text[: part.at.first - 1], text[part.at.last :]
            kept = _OPERATOR.sub("", before)
            after = after if kept != before or kept.strip() else _OPERATOR_FIRST.sub("", after)
            text = f"{kept.rstrip()} {after.lstrip()}".strip()
            break
    return text if _reads(text, wanted) else to_text(wanted)


def _parts(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.parts if isinstance(node, And) else (node,)


def _same(part: Node, field: str, value: str) -> bool:
    return isinstance(part, Field) and part.name == field and part.value == " ".join(value.casefold().split())


def _reads(text: str, wanted: Node) -> bool:
    try:
        return parse(text) == wanted
    except QueryError:
        return False
