"""A query's neutral form -> what the index is asked. The user's text never reaches FTS5's own parser.

Every term is quoted and the expression is two levels deep (AND of ORs), however the query was nested. What
the index cannot narrow down is left out: that only makes the superset larger.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from sturmwarte.core.query.candidates import MAX_GROUPS, Filter, Pattern, candidates
from sturmwarte.core.query.tree import And, Field, Node, Or, Word
from sturmwarte.station.archive import vocabulary
from sturmwarte.station.archive.facts import fact
from sturmwarte.station.archive.identity import REAL

MOST_TERMS = 400
"""A wildcard that means more terms than this narrows too little to be worth asking the index."""

FACTS = frozenset(
    [
        "lang",
        "channel",
        "source",
        "form",
        "author",
        "site",
        "country",
        "is",
        "has",
        "kind",
        "sentiment",
        "topic",
    ]
)
_EXACT_FACTS = frozenset({"form", "is", "has", "kind", "sentiment", "topic", "country"})


@dataclass(frozen=True, slots=True)
class Question:
    """`match` is FTS5's expression, None when only reading every post can answer.

    `exact`: what it selects needs no second look.
    """

    match: str | None
    exact: bool


def question(cursor: Any, node: Node | None, realm: str) -> Question:
    groups: list[list[str]] = []
    whole = True
    if realm != REAL:
        groups.append([_quoted(fact("realm", realm))])
    if node is not None:
        form = candidates(node)
        wanted = [_patterns(cursor, group) for group in form.groups]
        wanted += [_filter(cursor, asked) for asked in form.filters]
        whole = None not in wanted
        groups += [group for group in wanted if group is not None]
    if any(not group for group in groups):
        return Question(_quoted("="), True)  # a wildcard no term of the archive fits: nothing can match
    match = " AND ".join(f"({' OR '.join(group)})" for group in groups)
    return Question(match or None, node is None or (whole and _is_exact(node)))


def _patterns(cursor: Any, group: Iterable[Pattern]) -> list[str] | None:
    """The terms of which a match holds one; None when there are too many of them."""
    terms: list[str] = []
    for pattern in group:
        match pattern.shape:
            case "term":
                terms.append(_quoted(pattern.text))
            case "prefix":
                terms.append(_quoted(pattern.text) + "*")
            case shape:
                found = _expanded(cursor, shape, pattern.text)
                if found is None:
                    return None
                terms += map(_quoted, found)
    return terms if len(terms) <= 2 * MOST_TERMS else None


def _expanded(cursor: Any, shape: str, text: str) -> list[str] | None:
    """The words of the archive that end with, or contain, `text`; None when there are too many."""
    look_up = vocabulary.ending if shape == "suffix" else vocabulary.holding
    found = look_up(cursor, text, MOST_TERMS + 1)
    return found if len(found) <= MOST_TERMS else None


def _filter(cursor: Any, asked: Filter) -> list[str] | None:
    if asked.field not in FACTS or asked.comparison not in {":", "="}:
        return None
    terms: list[str] = []
    for value in asked.values:
        wanted = str(value).removeprefix("@") if asked.field == "author" else str(value)
        if "[" in wanted:
            return None  # a class of letters may name a blank, which the index spells otherwise
        if not any(sign in wanted for sign in "*?"):
            terms.append(_quoted(fact(asked.field, wanted)))
            continue
        found = _facts_like(cursor, asked.field, wanted)
        if found is None:
            return None
        terms += map(_quoted, found)
    return terms


def _facts_like(cursor: Any, field: str, pattern: str) -> list[str] | None:
    wanted = fact(field, pattern)
    found = [term for term in vocabulary.beginning(cursor, fact(field, "")) if fnmatchcase(term, wanted)]
    return found if len(found) <= MOST_TERMS else None


def _is_exact(node: Node) -> bool:
    """True for words, ORs of words and plain facts, joined by AND: then the index's answer is the answer.

    Only if no group was left out as too wide.
    """
    parts = node.parts if isinstance(node, And) else (node,)
    words = [part for part in parts if not isinstance(part, Field)]
    return len(words) <= MAX_GROUPS and all(map(_is_plain, parts))


def _is_plain(node: Node) -> bool:
    match node:
        case Word(term, exact):
            # A star at an end is a prefix, a suffix or an infix, which the terms answer; one inside is not.
            return not exact and "*" not in term.strip("*")
        case Or(parts):
            return len(parts) <= MOST_TERMS // 2 and all(isinstance(p, Word) and _is_plain(p) for p in parts)
        case Field(name, _, str() as value):
            return name in _EXACT_FACTS and not any(sign in value for sign in "*?[_ ")
        case _:
            return False


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
