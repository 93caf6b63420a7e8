"""The simplest exact way to match posts against many topics: for those who have no other yardstick.

Every topic is a tree of plain Python functions over the set of a post's terms, and is asked about a post when
the post holds one of the words of its shortest list of alternatives. Places and wildcards are looked for
anew each time. It agrees with the product on what the benchmark asks; it is for comparison, not for use.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from sturmwarte.core.query.document import Document
from sturmwarte.core.query.fields import holds
from sturmwarte.core.query.oracle import places
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.patterns import has_star
from sturmwarte.core.query.tree import And, Field, Near, Node, Not, Or, Phrase, Word

Test = Callable[[frozenset[str], Document], bool]


class Reference:
    """Topics given as {id: query text}."""

    def __init__(self, topics: dict[str, str]) -> None:
        self._tests: dict[str, Test] = {}
        self._filed: dict[str, list[str]] = defaultdict(list)
        self._always: list[str] = []
        for id, text in topics.items():
            node = parse(text)
            self._tests[id] = test(node)
            demanded = demands(node)
            for word in demanded:
                self._filed[word].append(id)
            if not demanded:
                self._always.append(id)

    def match(self, document: Document) -> list[str]:
        terms = document.terms
        asked = set(self._always)
        for term in self._filed.keys() & terms:
            asked.update(self._filed[term])
        return sorted(id for id in asked if self._tests[id](terms, document))

    def match_batch(self, documents: Iterable[Document]) -> list[list[str]]:
        return [self.match(document) for document in documents]


def demands(node: Node) -> frozenset[str]:
    """Plain words of which a match must hold one; empty when there are none to tell."""
    match node:
        case Word(term, exact) if not exact and not has_star(term):
            return frozenset((term,))
        case Phrase(items):
            return demands(items[0])
        case Near(left):
            return demands(left)
        case Or(parts):
            found = [demands(part) for part in parts]
            return frozenset().union(*found) if all(found) else frozenset()
        case And(parts):
            return min(filter(None, map(demands, parts)), key=len, default=frozenset())
        case _:
            return frozenset()


def test(node: Node) -> Test:  # noqa: PLR0911 one case for each sort of node
    match node:
        case Word(term, exact) if not exact and not has_star(term):
            return lambda terms, _document: term in terms
        case Word(term, False) if term.endswith("*") and term[:-1].isalnum():
            return lambda terms, _document: any(one.startswith(term[:-1]) for one in terms)
        case And(parts):
            return _all([test(part) for part in parts])
        case Or(parts):
            return _any([test(part) for part in parts])
        case Not(part):
            inner = test(part)
            return lambda terms, document: not inner(terms, document)
        case Field():
            return lambda _terms, document: holds(node, document)
        case _:
            demanded = demands(node)
            return lambda terms, document: (
                not (demanded and demanded.isdisjoint(terms)) and bool(places(node, document))
            )


def _all(tests: Sequence[Test]) -> Test:
    return lambda terms, document: all(one(terms, document) for one in tests)


def _any(tests: Sequence[Test]) -> Test:
    return lambda terms, document: any(one(terms, document) for one in tests)
