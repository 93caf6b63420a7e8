"""The word queries of all rules, matched in one go."""

from collections.abc import Sequence

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.explain import Passage, explain
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.percolator import Percolator
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
        """What in the post met the query, each once, as written; a field of the query stands for itself."""
        explained = explain(self._percolator.query(query), _document(seen.item))
        met = [clause for clause in explained.clauses if clause.holds]
        said = [_said(seen.post, passage) for clause in met for passage in clause.passages]
        return list(dict.fromkeys(said or [clause.query for clause in met]))


def _said(post: Post, passage: Passage) -> str:
    name, _, rest = passage.part.partition(".")
    if rest:
        place, _, field = rest.partition(".")
        text: str = getattr(post.media[int(place)], field)
    else:
        text = getattr(post, name)
    return text[passage.start : passage.end]


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
