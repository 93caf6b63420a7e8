"""Programs: a query as a closure over the set of vocabulary numbers that a post holds.

Cheap tests run first: sets of numbers, then facts about the post, then places in the text, which are worked
out only when some topic has come that far.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from sturmwarte.core.query.document import Document
from sturmwarte.core.query.fields import ANSWERS, holds
from sturmwarte.core.query.places import Places
from sturmwarte.core.query.tree import (
    And,
    Compound,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    conjunction,
    disjunction,
    walk,
)


class Asked:
    """One post while topics are held against it: the numbers it holds, its facts, its places on demand."""

    def __init__(self, document: Document, held: Callable[[], set[int]]) -> None:
        self.document = document
        self._held = held

    @cached_property
    def numbers(self) -> set[int]:
        return self._held()

    @cached_property
    def places(self) -> Places:
        return Places(self.document)


Test = Callable[[set[int], Asked], bool]
Numbers = Mapping[str, int]
"""By the keys of words."""


def words_of(node: Node) -> Iterator[Word]:
    """Every word of a query, those inside phrases and compounds too."""
    for inner in walk(node):
        match inner:
            case Word():
                yield inner
            case Compound():
                yield from _compound_words(inner)
            case Phrase(items):
                for item in items:
                    yield from (item,) if isinstance(item, Word) else _compound_words(item)


def _compound_words(compound: Compound) -> Iterator[Word]:
    yield from compound.parts
    if compound.joined:
        yield compound.joined


def simplified(node: Node) -> Node:
    """An equal query with less to ask: `bahn OR #bahn OR "bahn streik"` is `bahn`.

    A branch goes when a single word beside it is found wherever the branch is. Not inside NEAR, where it
    matters which place was found.
    """
    match node:
        case And(parts):
            return conjunction([simplified(part) for part in parts])
        case Not(part):
            return Not(simplified(part), node.at)
        case Or(parts):
            branches = [simplified(part) for part in parts]
            beside = {part for part in branches if isinstance(part, Word)}
            return disjunction([part for part in branches if not _spare(part, beside)])
        case _:
            return node


def _spare(branch: Node, beside: set[Word]) -> bool:
    """Is the branch found only where one of the words beside it is found as well?"""
    if isinstance(branch, Word) and (branch.exact or branch.term[0] not in "#@"):
        return False
    return any(word in beside and word != branch for word in _entailed(branch))


def _entailed(node: Node) -> Iterator[Word]:
    """Single words that every post matching the node holds. Some of them: whoever asks can do with fewer."""
    match node:
        case Word(term, exact):
            yield node
            if not exact and term[0] in "#@" and term[1:].strip("_").isalnum():
                yield Word(term[1:].strip("_"))
        case Phrase(items):
            yield from (item for item in items if isinstance(item, Word))
        case Near(left, right):
            yield from _entailed(left)
            yield from _entailed(right)
        case And(parts):
            for part in parts:
                yield from _entailed(part)


def compiled(node: Node, numbers: Numbers) -> Test:  # noqa: PLR0911 one case for each sort of node
    """The test for a query whose words all have numbers."""
    match node:
        case Word():
            return _held(numbers[node.key])
        case Field():
            return _fact(node)
        case Not(part):
            return _absent(part, numbers)
        case And(parts):
            return _all(parts, numbers)
        case Or(parts):
            return _any(parts, numbers)
        case Compound(_, parts, joined):
            joined_number = numbers[joined.key] if joined else 0
            return _compound(node, frozenset(numbers[part.key] for part in parts), joined_number)
        case Phrase() | Near():
            return _placed(node, frozenset(_demanded(node, numbers)))


def _held(number: int) -> Test:
    return lambda held, _asked: number in held


def _fact(field: Field) -> Test:
    if isinstance(field.value, str):
        answer, value = ANSWERS[field.name], field.value
        return lambda _held, asked: answer(asked.document, value)
    return lambda _held, asked: holds(field, asked.document)


def _absent(part: Node, numbers: Numbers) -> Test:
    if (alternatives := _numbers_only(part, numbers)) is not None:
        return lambda held, _asked: alternatives.isdisjoint(held)
    test = compiled(part, numbers)
    return lambda held, asked: not test(held, asked)


def _numbers_only(node: Node, numbers: Numbers) -> frozenset[int] | None:
    """The numbers of a word or of an OR of nothing but words."""
    parts = node.parts if isinstance(node, Or) else (node,)
    words = [part for part in parts if isinstance(part, Word)]
    return frozenset(numbers[word.key] for word in words) if len(words) == len(parts) else None


def _all(parts: tuple[Node, ...], numbers: Numbers) -> Test:
    """AND. Words, ORs of words and NOTs of words are mere sets of numbers, so they are asked first."""
    needed: set[int] = set()
    groups: list[frozenset[int]] = []
    barred: set[int] = set()
    others: list[Node] = []
    for part in parts:
        negative = isinstance(part, Not)
        alternatives = _numbers_only(part.part if isinstance(part, Not) else part, numbers)
        if alternatives is None:
            others.append(part)
        elif negative:
            barred |= alternatives
        elif len(alternatives) == 1:
            needed |= alternatives
        else:
            groups.append(alternatives)
    tests = tuple(compiled(part, numbers) for part in sorted(others, key=_price))
    return _every(frozenset(needed), tuple(groups), frozenset(barred), tests)


def _every(
    needed: frozenset[int],
    groups: tuple[frozenset[int], ...],
    barred: frozenset[int],
    tests: tuple[Test, ...],
) -> Test:
    def every(held: set[int], asked: Asked) -> bool:
        if not needed <= held:
            return False
        for group in groups:
            if group.isdisjoint(held):
                return False
        if not barred.isdisjoint(held):
            return False
        for test in tests:  # noqa: SIM110 `all` over a generator would cost a frame more for each level
            if not test(held, asked):
                return False
        return True

    return every


def _any(parts: tuple[Node, ...], numbers: Numbers) -> Test:
    enough = frozenset(numbers[part.key] for part in parts if isinstance(part, Word))
    others = sorted((part for part in parts if not isinstance(part, Word)), key=_price)
    tests = tuple(compiled(part, numbers) for part in others)
    if not tests:
        return lambda held, _asked: not enough.isdisjoint(held)

    def some(held: set[int], asked: Asked) -> bool:
        if not enough.isdisjoint(held):
            return True
        for test in tests:  # noqa: SIM110 as above
            if test(held, asked):
                return True
        return False

    return some


_PRICES = {Field: 1, Not: 2, Or: 2, And: 3, Compound: 4, Phrase: 5, Near: 6}


def _price(node: Node) -> int:
    if isinstance(node, Not | Or | And) and any(isinstance(n, Near | Phrase | Compound) for n in walk(node)):
        return 5
    return _PRICES.get(type(node), 0)


def _compound(node: Compound, parts: frozenset[int], joined: int) -> Test:
    def test(held: set[int], asked: Asked) -> bool:
        return joined in held or (parts <= held and bool(asked.places.of(node)))

    return test


def _placed(node: Phrase | Near, demanded: frozenset[int]) -> Test:
    def test(held: set[int], asked: Asked) -> bool:
        return demanded <= held and bool(asked.places.of(node))

    return test


def _demanded(node: Node, numbers: Numbers) -> Iterator[int]:
    match node:
        case Word():
            yield numbers[node.key]
        case Phrase(items):
            yield from (numbers[item.key] for item in items if isinstance(item, Word))
        case Near(left, right):
            yield from _demanded(left, numbers)
            yield from _demanded(right, numbers)
