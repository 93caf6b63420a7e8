"""The tree of a query. Nodes are equal when they mean the same, wherever they stood in the text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

Comparison: TypeAlias = Literal[":", ">", ">=", "<", "<=", "="]


class Span(NamedTuple):
    """Columns of a node in the query text: first and last character, both counted from 1."""

    first: int
    last: int


NOWHERE = Span(0, 0)
EXACT: Final = "{"
"""Begins the key of an exact word; no term holds it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One term, perhaps with `*`. `exact` compares with capitals (`{Bahn}`)."""

    term: str
    exact: bool = False
    at: Span = field(default=NOWHERE, compare=False)

    @property
    def key(self) -> str:
        """The word as one text, which no other word has."""
        return EXACT + self.term if self.exact else self.term

    def __hash__(self) -> int:  # asked for some fifty times while a topic is entered
        return hash(self.term)


@dataclass(frozen=True, slots=True)
class Compound:
    """`bahn-chef`: the parts in a row or the joined word. `written` is the folded text between the blanks."""

    written: str
    parts: tuple[Word, ...]
    joined: Word | None
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row, at least two."""

    items: tuple["Word | Compound", ...]
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """`left` and `right` at most `distance` words apart (1 = side by side); `ordered`: left comes first."""

    left: "Node"
    right: "Node"
    distance: int
    ordered: bool = False
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A fact about the post: `lang:de`, `followers>1000`. Values are folded, numbers are floats."""

    name: str
    comparison: Comparison
    value: str | float
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Node", ...]
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Node", ...]
    at: Span = field(default=NOWHERE, compare=False)


Node: TypeAlias = Word | Compound | Phrase | Near | Field | Not | And | Or
Leaf: TypeAlias = Word | Compound | Phrase | Field


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside; a phrase and a compound count as one piece and have none."""
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(part):
            return (part,)
        case Near(left, right):
            return left, right
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all nodes inside it, in the order of the text."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def conjunction(parts: list[Node]) -> Node:
    """AND of the parts; one part stays itself, an AND inside is opened."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, And) else (part,)
    return flat[0] if len(flat) == 1 else And(tuple(flat), around(flat))


def disjunction(parts: list[Node]) -> Node:
    """OR of the parts; one part stays itself, an OR inside is opened."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Or) else (part,)
    return flat[0] if len(flat) == 1 else Or(tuple(flat), around(flat))


def around(parts: list[Node]) -> Span:
    """The columns from the first part to the last."""
    return Span(parts[0].at.first, parts[-1].at.last)
