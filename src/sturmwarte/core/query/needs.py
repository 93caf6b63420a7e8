"""Needs: words of which a matching post must hold at least one. They keep most topics from being asked."""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from sturmwarte.core.query.patterns import has_star
from sturmwarte.core.query.tree import And, Compound, Near, Node, Or, Phrase, Word

Need: TypeAlias = frozenset[Word]
Cost = Callable[[Word], float]

WIDEST: Final = 2_000
"""A need with more words helps nobody; the topic is then found by another need, or asked every time."""


def needs(node: Node, cost: Cost) -> list[Need]:
    """All that a post must hold to match, cheapest (rarest) first. Empty when nothing can be demanded."""
    return sorted(_needs(node, cost), key=lambda need: sum(map(cost, need)))


def _needs(node: Node, cost: Cost) -> list[Need]:  # noqa: PLR0911 one case for each sort of node
    match node:
        case Word():
            return [frozenset((node,))]
        case Phrase(items):
            return [need for item in items for need in _needs(item, cost)]
        case And(parts):
            return [need for part in parts for need in _needs(part, cost)]
        case Near(left, right):
            return _needs(left, cost) + _needs(right, cost)
        case Compound(_, parts, joined):
            rarest = min(parts, key=cost)
            return [frozenset((rarest, joined))] if joined else [frozenset((part,)) for part in parts]
        case Or(parts):
            return _either([needs(part, cost) for part in parts])
        case _:  # an absence or a fact about the post demands no word
            return []


def _either(branches: list[list[Need]]) -> list[Need]:
    """Of every branch its rarest need: one of them must be there. None if a branch demands nothing."""
    if not all(branches):
        return []
    union = _union(branch[0] for branch in branches)
    return [union] if len(union) <= WIDEST else []


def _union(parts: Iterable[Need]) -> Need:
    return frozenset().union(*parts)


def by_length(word: Word) -> float:
    """A guess at how common a word is while nobody has counted: long words are rare, patterns less so."""
    return length_cost(word.term)


def length_cost(term: str) -> float:
    """`by_length` of a folded term or pattern."""
    letters = len(term.strip("*"))
    return (4.0 if has_star(term) else 1.0) / (letters * letters)
