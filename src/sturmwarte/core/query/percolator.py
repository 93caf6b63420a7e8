"""Percolator: which topics does this post belong to, for thousands of topics at once.

Every topic is filed under the rarest words of which a match must hold one (`needs`); a post asks only the
topics filed under its own words, and those that demand no word at all. The idea is that of inverted-index
percolation: Yan and Garcia-Molina, "Index structures for selective dissemination of information", 1994.
"""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Final

from sturmwarte.core.post import Post
from sturmwarte.core.query.bulk import terms_of
from sturmwarte.core.query.document import Document
from sturmwarte.core.query.needs import by_length, needs
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.program import Asked, Test, compiled, simplified, words_of
from sturmwarte.core.query.tree import Node, Word
from sturmwarte.core.query.vocabulary import Vocabulary

AT_ONCE: Final = 500
"""Posts matched under one hold of the lock: a topic that is being added waits some milliseconds."""


class Topic:
    """A query at work. `keys` are the vocabulary numbers it is filed under; none means asked every time."""

    __slots__ = ("id", "keys", "node", "test", "words")

    def __init__(self, id: str, node: Node) -> None:
        self.id = id
        self.node = node
        self.words: tuple[Word, ...] = ()
        self.keys: tuple[int, ...] = ()
        self.test: Test


class Percolator:
    """Topics given as {id: query text}; a bad text raises QueryError and changes nothing.

    `frequencies` (term -> number of posts that hold it) makes the filing sharper; without it long words
    count as rare. Threads may match while others add, remove or replace: every match sees each topic
    either as it was or as it is.
    """

    def __init__(
        self, topics: Mapping[str, str] | None = None, *, frequencies: Mapping[str, int] | None = None
    ) -> None:
        self._frequencies = frequencies or {}
        self._vocabulary = Vocabulary()
        self._topics: dict[str, Topic] = {}
        self._filed: dict[int, list[Topic]] = {}
        self._always: dict[str, Topic] = {}
        self._lock = Lock()
        parsed = {id: parse(text) for id, text in (topics or {}).items()}
        for id, node in parsed.items():
            self._enter(id, node)

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, id: str) -> bool:
        return id in self._topics

    def query(self, id: str) -> Node:
        """The tree of a topic; KeyError if there is none."""
        return self._topics[id].node

    def add(self, id: str, text: str) -> None:
        """Adds a topic; ValueError if the id is taken."""
        node = parse(text)
        with self._lock:
            if id in self._topics:
                raise ValueError(f"topic {id!r} is there already; use replace")
            self._enter(id, node)

    def replace(self, id: str, text: str) -> None:
        """Adds a topic or puts it in the place of the one with this id."""
        node = parse(text)
        with self._lock:
            if id in self._topics:
                self._leave(id)
            self._enter(id, node)

    def remove(self, id: str) -> None:
        """Removes a topic; KeyError if there is none."""
        with self._lock:
            self._leave(id)

    def terms(self) -> frozenset[str]:
        """The plain terms that topics ask for, folded: those whose frequencies are worth counting."""
        return self._vocabulary.plain_terms()

    def refile(self, frequencies: Mapping[str, int]) -> None:
        """Files every topic anew by these frequencies. Only the speed changes, never what matches."""
        with self._lock:
            self._frequencies = frequencies
            self._filed.clear()
            self._always.clear()
            for topic in self._topics.values():
                self._file(topic, simplified(topic.node))

    def match(self, post: Post | Document, lang: str | None = None) -> list[str]:
        """The ids of the topics the post belongs to, sorted. `lang` overrules the post's own language."""
        document = post if isinstance(post, Document) else Document(post, lang)
        return self._match([document])[0]

    def match_batch(self, posts: Iterable[Post | Document]) -> list[list[str]]:
        """The topic ids of each post, in the order of the posts. Faster than one by one."""
        documents = [post if isinstance(post, Document) else Document(post) for post in posts]
        found: list[list[str]] = []
        for first in range(0, len(documents), AT_ONCE):
            found += self._match(documents[first : first + AT_ONCE])
        return found

    def _match(self, documents: Sequence[Document]) -> list[list[str]]:
        terms = _terms(documents)
        with self._lock:
            met = self._vocabulary.meet(terms)
            held = [self._vocabulary.held(d, t, met) for d, t in zip(documents, terms, strict=True)]
            return [
                self._topics_of(document, numbers) for document, numbers in zip(documents, held, strict=True)
            ]

    def _topics_of(self, document: Document, held: set[int]) -> list[str]:
        filed = self._filed
        candidates = set(self._always.values())
        for number in filed.keys() & held:
            candidates.update(filed[number])
        if not candidates:
            return []
        asked = Asked(document, held)
        return sorted([topic.id for topic in candidates if topic.test(held, asked)])

    def _enter(self, id: str, node: Node) -> None:
        topic = Topic(id, node)
        simple = simplified(node)
        topic.words = tuple(set(words_of(simple)))
        self._vocabulary.take(topic.words)
        topic.test = compiled(simple, self._vocabulary.numbers)
        self._file(topic, simple)
        self._topics[id] = topic

    def _file(self, topic: Topic, simple: Node) -> None:
        demanded: Sequence[frozenset[Word]] = needs(simple, self._cost)
        numbers = self._vocabulary.numbers
        topic.keys = tuple(numbers[word] for word in demanded[0]) if demanded else ()
        for key in topic.keys:
            self._filed.setdefault(key, []).append(topic)
        if not topic.keys:
            self._always[topic.id] = topic

    def _leave(self, id: str) -> None:
        topic = self._topics.pop(id)
        self._always.pop(id, None)
        for key in topic.keys:
            self._filed[key].remove(topic)
            if not self._filed[key]:
                del self._filed[key]
        self._vocabulary.release(topic.words)

    def _cost(self, word: Word) -> float:
        if not self._frequencies or "*" in word.term:
            return by_length(word)
        return self._frequencies.get(word.term.lower() if word.exact else word.term, 0) + 0.5


def _terms(documents: Sequence[Document]) -> list[Iterable[str]]:
    """The terms of each document: known already, or read off all the others together."""
    uncut = iter(terms_of([document.text for document in documents if document.known_terms is None]))
    return [next(uncut) if (known := d.known_terms) is None else known for d in documents]
