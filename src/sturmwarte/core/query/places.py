"""Where nodes stand in one post, fast: the places of every term are listed once, then looked up.

Says the same as `oracle.places`; used only for the posts and topics that pass the cheaper tests first.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from sturmwarte.core.query.document import Document
from sturmwarte.core.query.oracle import Place
from sturmwarte.core.query.patterns import has_star, term_test
from sturmwarte.core.query.tree import Compound, Near, Node, Or, Phrase, Word


class Places:
    """The places of a document's terms, and of any node over them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.terms: dict[str, set[Place]] = {}
        first = 0
        for width, atoms in document.cut:
            for start, end, term, *_ in atoms:
                place = (first + start, first + end)
                if term in self.terms:
                    self.terms[term].add(place)
                else:
                    self.terms[term] = {place}
            first += width
        self.starred: dict[tuple[str, bool], set[Place]] = {}

    @cached_property
    def exact(self) -> dict[str, set[Place]]:
        """The same with capitals."""
        exact: dict[str, set[Place]] = {}
        for start, end, _, spelt in self._document.tokens:
            exact.setdefault(spelt, set()).add((start, end))
        return exact

    def of(self, node: Node) -> set[Place]:
        """Everywhere the node stands; empty for AND, NOT and fields."""
        match node:
            case Word():
                return self._word(node)
            case Compound(_, parts, joined):
                return self._row(parts) | (self._word(joined) if joined else set())
            case Phrase(items):
                return self._row(items)
            case Or(parts):
                return set().union(*map(self.of, parts))
            case Near():
                return set(self._near(node))
            case _:
                return set()

    def _word(self, word: Word) -> set[Place]:
        table = self.exact if word.exact else self.terms
        if not has_star(word.term):
            return table.get(word.term, set())
        key = (word.term, word.exact)
        if key not in self.starred:
            fits = term_test(word.term)
            self.starred[key] = set().union(*(places for term, places in table.items() if fits(term)))
        return self.starred[key]

    def _row(self, items: Sequence[Word | Compound]) -> set[Place]:
        rows = self.of(items[0])
        for item in items[1:]:
            if not rows:
                return set()
            ends: dict[int, list[int]] = {}
            for start, end in rows:
                ends.setdefault(end + 1, []).append(start)
            rows = {(first, end) for start, end in self.of(item) for first in ends.get(start, ())}
        return rows

    def _near(self, node: Near) -> Iterable[Place]:
        left, right = self.of(node.left), self.of(node.right)
        if not (left and right):
            return
        yield from _followed(left, right, node.distance)
        if not node.ordered:
            yield from _followed(right, left, node.distance)


def _followed(first: set[Place], then: set[Place], distance: int) -> Iterable[Place]:
    """The places from one of `first` to one of `then` that starts at most `distance` after it."""
    starts = sorted(then)
    for start, end in first:
        low = bisect_left(starts, (end + 1, -1))
        high = bisect_right(starts, (end + distance + 1, -1))
        for i in range(low, high):
            yield start, starts[i][1]
