"""A query at work in the percolator."""

from sturmwarte.core.query.clauses import Clauses, clauses_of, left_of
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.program import Numbers, Test, compiled
from sturmwarte.core.query.shortcut import read_common
from sturmwarte.core.query.tree import Node


class Topic:
    """Its text, and what is made of it when somebody asks.

    `number` is its place in the sieve, which knows its clauses; `others` are the numbers of words that only
    its test names. `rest` is what `Clauses` say of it: if there is any, there is a test to ask.
    """

    __slots__ = ("_node", "_test", "id", "number", "others", "rest", "text")

    def __init__(self, id: str, text: str, number: int, rest: str, others: tuple[int, ...]) -> None:
        self.id = id
        self.text = text
        self.number = number
        self.rest = rest
        self.others = others
        self._node: Node | None = None
        self._test: Test | None = None

    @property
    def node(self) -> Node:
        if self._node is None:
            self._node = parse(self.text)
        return self._node

    def test(self, numbers: Numbers) -> Test:
        """What is left to ask. Made when the clauses first hold: of most topics that is never."""
        if self._test is None:
            self._test = compiled(left_of(self.rest), numbers)
        return self._test


def read(text: str) -> Clauses:
    """The clauses of a query text; raises QueryError for a bad one."""
    common = read_common(text)
    return clauses_of(text) if common is None else common
