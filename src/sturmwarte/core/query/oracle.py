"""What a query means, written to be read. The percolator and the archive search must agree with it.

Words stand at positions counted from 0; a place is the first and last position something covers. A hyphened
word covers as many positions as it has parts, so `bahn`, `chef` and `bahnchef` are all found in *Bahn-Chef*.
"""

from typing import TypeAlias

from sturmwarte.core.query.document import Document
from sturmwarte.core.query.fields import holds
from sturmwarte.core.query.patterns import term_test
from sturmwarte.core.query.tree import And, Compound, Field, Near, Node, Not, Or, Phrase, Word

Place: TypeAlias = tuple[int, int]


def matches(node: Node, document: Document) -> bool:
    """Does the query select the post?"""
    match node:
        case And(parts):
            return all(matches(part, document) for part in parts)
        case Or(parts):
            return any(matches(part, document) for part in parts)
        case Not(part):
            return not matches(part, document)
        case Field():
            return holds(node, document)
        case _:
            return bool(places(node, document))


def places(node: Node, document: Document) -> set[Place]:
    """Everywhere the node stands in the text. AND, NOT and fields stand nowhere."""
    match node:
        case Word(term, exact):
            fits = term_test(term)
            return {(t.start, t.end) for t in document.tokens if fits(t.exact if exact else t.term)}
        case Compound(_, parts, joined):
            return _row(parts, document) | (places(joined, document) if joined else set())
        case Phrase(items):
            return _row(items, document)
        case Or(parts):
            return set().union(*(places(part, document) for part in parts))
        case Near():
            return {
                (min(a[0], b[0]), max(a[1], b[1]))
                for a in places(node.left, document)
                for b in places(node.right, document)
                if near(a, b, node)
            }
        case _:
            return set()


def _row(items: tuple[Node, ...], document: Document) -> set[Place]:
    """Where the items stand one directly after the other."""
    rows = places(items[0], document)
    for item in items[1:]:
        rows = {(a[0], b[1]) for a in rows for b in places(item, document) if b[0] == a[1] + 1}
    return rows


def near(a: Place, b: Place, node: Near) -> bool:
    """Side by side is distance 1. What overlaps is the same word twice, so it is not near."""
    if a[1] < b[0]:
        return b[0] - a[1] <= node.distance
    if b[1] < a[0] and not node.ordered:
        return a[0] - b[1] <= node.distance
    return False
