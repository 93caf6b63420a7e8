"""A post as queries see it: its words, and what is known about it."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from sturmwarte.core.post import Post
from sturmwarte.core.query.tokens import Chunk, chunk_terms


class Token(NamedTuple):
    """One term of a post over the word positions `start`..`end` (both inclusive, counted from 0)."""

    start: int
    end: int
    term: str
    exact: str


class Document:
    """What a query is held against: made once per post, then shared by all who ask.

    `lang` overrules the post's own; `kind`, `sentiment` and `topics` are a reading's, None or empty while
    nobody has read the post. Words are cut when first needed.
    """

    def __init__(
        self,
        post: Post,
        lang: str | None = None,
        *,
        kind: str | None = None,
        sentiment: str | None = None,
        topics: Iterable[str] = (),
    ) -> None:
        self.post = post
        self.lang = (post.lang if lang is None else lang).casefold()
        self.kind = kind
        self.sentiment = sentiment
        self.topics = tuple(topics)
        self.text = post.content if post.title or post.media else post.text

    @cached_property
    def chunks(self) -> Sequence[str]:
        """What stands between blanks."""
        return self.text.split()

    @cached_property
    def cut(self) -> list[Chunk]:
        """The terms of each chunk."""
        return [chunk_terms(chunk) for chunk in self.chunks]

    @cached_property
    def tokens(self) -> list[Token]:
        """All terms in the order of the text."""
        tokens: list[Token] = []
        first = 0
        for width, atoms in self.cut:
            tokens += [Token(first + a.start, first + a.end, a.term, a.exact) for a in atoms]
            first += width
        return tokens

    @cached_property
    def at(self) -> dict[int, list[Token]]:
        """The terms that begin at each word position."""
        at: dict[int, list[Token]] = {}
        for token in self.tokens:
            at.setdefault(token.start, []).append(token)
        return at

    @cached_property
    def terms(self) -> frozenset[str]:
        """All terms, case folded, without places."""
        return frozenset([atom.term for chunk in self.cut for atom in chunk.atoms])

    @property
    def known_terms(self) -> frozenset[str] | None:
        """The terms if somebody has asked for them or `bulk.cut` has found them."""
        return self.__dict__.get("terms")

    @cached_property
    def exacts(self) -> frozenset[str]:
        """All terms with their capitals."""
        return frozenset([atom.exact for chunk in self.cut for atom in chunk.atoms])


def index_tokens(of: Post | Document) -> list[str]:
    """The terms to store in a search index, sorted, each once: a superset search needs no places.

    They hold no blanks and no ASCII besides a-z, 0-9 and `TOKEN_CHARS`, so that joined by blanks any index
    can take them apart again.
    """
    document = of if isinstance(of, Document) else Document(of)
    return sorted(document.terms)
