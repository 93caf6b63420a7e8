"""The word queries of all rules, matched in one go."""

from collections.abc import Sequence

from sturmwarte.core.query.document import Document
from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.patterns import term_test
from sturmwarte.core.query.percolator import Percolator
from sturmwarte.core.query.program import words_of
from sturmwarte.core.triage.seen import Item, Seen

_NONE: frozenset[str] = frozenset()


class Words:
    """Queries under ids of their own; the same text is asked once, however many rules use it."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._percolator = Percolator()

    def add(self, text: str) -> str:
        """The id under which a post that matches `text` will carry it; `QueryError` for a bad text."""
        if text not in self._ids:
            name = f"w{len(self._ids)}"
            self._percolator.add(name, text)
            self._ids[text] = name
        return self._ids[text]

    def match(self, items: Sequence[Item]) -> list[frozenset[str]]:
        """For each post the ids of the queries it matches."""
        if not self._ids:
            return [_NONE] * len(items)
        return [frozenset(found) for found in self._percolator.match_batch(map(_document, items))]

    def found(self, query: str, seen: Seen) -> list[str]:
        """The words of the query that stand in the post, each once, as the post has them."""
        tests = [term_test(word.term) for word in words_of(self._percolator.query(query))]
        tokens = Document(seen.post).tokens
        return list(dict.fromkeys(t.exact for t in tokens if any(test(t.term) for test in tests)))


def _document(item: Item) -> Document:
    post, reading, topics, _context = item
    sentiment = reading.sentiment.label if reading.sentiment else None
    return Document(
        post, post.lang or reading.lang, kind=reading.best_kind, sentiment=sentiment, topics=topics
    )


def problem_in(text: str) -> QueryError | None:
    """What is wrong with a query text, if anything."""
    try:
        parse(text)
    except QueryError as error:
        return error
    return None
