"""Clauses: what of a query is a mere question of which words a post holds, and what is left to ask."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from sturmwarte.core.query.needs import by_length, needs
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.program import simplified, words_of
from sturmwarte.core.query.tree import And, Node, Not, Or, Word, conjunction

SHORT: Final = 2_000
"""Words of a clause that is demanded on behalf of what is left to ask; longer ones would not pay."""
Alternatives = tuple[str, ...]


class Clauses(NamedTuple):
    """Keys of words: of each group a match holds at least one, of `barred` none.

    `rest` is the text of a query that holds what is left to ask, as `left_of` tells it, "" when that is
    nothing; `others` are the words of it.
    """

    groups: tuple[Alternatives, ...]
    barred: Alternatives
    rest: str = ""
    others: Alternatives = ()


def clauses_of(text: str) -> Clauses:
    """The clauses of any query; raises QueryError for a bad one."""
    groups: list[Alternatives] = []
    barred: list[str] = []
    left: list[Node] = []
    for part in _parts(simplified(parse(text))):
        words = _alternatives(part.part if isinstance(part, Not) else part)
        if not words:
            left.append(part)
        elif isinstance(part, Not):
            barred += words
        else:
            groups.append(words)
    demanded = [_keys(need) for part in left for need in needs(part, by_length)]
    groups += [keys for keys in dict.fromkeys(demanded) if len(keys) <= SHORT and keys not in groups]
    others = _keys(word for part in left for word in words_of(part))
    return Clauses(tuple(groups), tuple(dict.fromkeys(barred)), text if left else "", others)


def left_of(text: str) -> Node:
    """What the clauses of a query leave to ask."""
    parts = _parts(simplified(parse(text)))
    return conjunction([p for p in parts if not _alternatives(p.part if isinstance(p, Not) else p)])


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)


def _alternatives(node: Node) -> Alternatives:
    """The keys of a word or of an OR of nothing but words; else nothing."""
    parts = node.parts if isinstance(node, Or) else (node,)
    words = [part for part in parts if isinstance(part, Word)]
    return _keys(words) if len(words) == len(parts) else ()


def _keys(words: Iterable[Word]) -> Alternatives:
    return tuple(dict.fromkeys(word.key for word in words))
