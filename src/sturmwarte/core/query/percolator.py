"""Percolator: which topics does this post belong to, for thousands of topics at once.

Every topic is filed under the rarest words of which a match must hold one; a post asks only the
topics filed under its own words, and those that demand no word at all. The idea is that of inverted-index
percolation: Yan and Garcia-Molina, "Index structures for selective dissemination of information", 1994. All
posts of a batch ask together (`sieve`); what is asked besides words is asked of the few topics left.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from threading import Lock
from typing import Final

import numpy as np

from sturmwarte.core.post import Post
from sturmwarte.core.query.bulk import spans
from sturmwarte.core.query.clauses import Clauses
from sturmwarte.core.query.document import Document
from sturmwarte.core.query.needs import WIDEST
from sturmwarte.core.query.program import Asked
from sturmwarte.core.query.sieve import Pairs, Sieve, Table
from sturmwarte.core.query.topic import Topic, read
from sturmwarte.core.query.tree import Node
from sturmwarte.core.query.vocabulary import Vocabulary

AT_ONCE: Final = 500
"""Posts matched under one hold of the lock: a topic that is being added waits some milliseconds."""
FEW: Final = 10
"""So few posts are matched one by one: arrays would take longer to set up."""
LETTERS: Final = 300_000
"""Characters matched at once, where posts are long."""


class Percolator:
    """Topics given as {id: query text}; a bad text raises QueryError and changes nothing.

    `frequencies` (term -> number of posts that hold it) makes the filing sharper; without it long words
    count as rare. Threads may match while others add, remove or replace: every match sees each topic
    either as it was or as it is.
    """

    def __init__(
        self, topics: Mapping[str, str] | None = None, *, frequencies: Mapping[str, int] | None = None
    ) -> None:
        self._vocabulary = Vocabulary(frequencies)
        self._sieve = Sieve()
        self._topics: dict[str, Topic] = {}
        self._numbered: list[Topic | None] = []
        self._free: list[int] = []
        self._lock = Lock()
        for id, text in (topics or {}).items():
            self._put(id, text, read(text))
        self._sieve.file(range(len(self._numbered)))

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, id: str) -> bool:
        return id in self._topics

    def query(self, id: str) -> Node:
        """The tree of a topic; KeyError if there is none."""
        return self._topics[id].node

    def add(self, id: str, text: str) -> None:
        """Adds a topic; ValueError if the id is taken."""
        clauses = read(text)
        with self._lock:
            if id in self._topics:
                raise ValueError(f"topic {id!r} is there already; use replace")
            self._sieve.file((self._put(id, text, clauses),))

    def replace(self, id: str, text: str) -> None:
        """Adds a topic or puts it in the place of the one with this id."""
        clauses = read(text)
        with self._lock:
            if id in self._topics:
                self._leave(id)
            self._sieve.file((self._put(id, text, clauses),))

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
            self._vocabulary.weigh(frequencies)
            self._sieve.clear()
            for topic in self._topics.values():
                clauses, barred = self._sieve.clauses(topic.number)
                self._sieve.put(topic.number, self._ordered(clauses), barred)
            self._sieve.file(topic.number for topic in self._topics.values())

    def match(self, post: Post | Document, lang: str | None = None) -> list[str]:
        """The ids of the topics the post belongs to, sorted. `lang` overrules the post's own language."""
        document = post if isinstance(post, Document) else Document(post, lang)
        return self._match([document])[0]

    def match_batch(self, posts: Iterable[Post | Document]) -> list[list[str]]:
        """The topic ids of each post, in the order of the posts. Much faster than one by one."""
        documents = [post if isinstance(post, Document) else Document(post) for post in posts]
        return [found for some in _slices(documents) for found in self._match(some)]

    def _match(self, documents: Sequence[Document]) -> list[list[str]]:
        if len(documents) <= FEW:
            with self._lock:
                return list(map(self._match_one, documents))
        terms = spans([document.text for document in documents])
        with self._lock:
            held = self._vocabulary.held(terms, documents)
            table = Table(held, len(documents), self._vocabulary.reach)
            found: list[list[str]] = [[] for _ in documents]
            for post, topics in _by_post(self._sieve.passing(held, table, len(documents))):
                asked = Asked(documents[post], partial(table.of, post))
                found[post] = self._meant(topics, asked)
            return found

    def _match_one(self, document: Document) -> list[str]:
        held = self._vocabulary.held_by(document)
        return self._meant(self._sieve.passing_one(held), Asked(document, lambda: held))

    def _meant(self, topics: Iterable[int], asked: Asked) -> list[str]:
        """The ids of the topics whose clauses hold, if what else they ask holds as well."""
        numbers = self._vocabulary.numbers
        met = [self._numbered[number] for number in topics]
        return sorted([t.id for t in met if t and (not t.rest or t.test(numbers)(asked.numbers, asked))])

    def _put(self, id: str, text: str, clauses: Clauses) -> int:
        """Enters a topic, which is still to be filed."""
        take = self._vocabulary.take
        groups, barred = [take(group) for group in clauses.groups], take(clauses.barred)
        number = self._free.pop() if self._free else len(self._numbered)
        topic = Topic(id, text, number, clauses.rest, take(clauses.others))
        self._topics[id] = topic
        self._numbered[number : number + 1] = [topic]
        self._sieve.put(number, self._ordered(groups), barred)
        return number

    def _ordered(self, groups: Iterable[Sequence[int]]) -> list[Sequence[int]]:
        """Rarest first, led by an empty one when there is none to file a topic under."""
        ordered = sorted(filter(None, groups), key=self._vocabulary.cost)
        return ordered if ordered and len(ordered[0]) <= WIDEST else [(), *ordered]

    def _leave(self, id: str) -> None:
        topic = self._topics.pop(id)
        clauses, barred = self._sieve.clauses(topic.number)
        self._sieve.remove(topic.number)
        self._numbered[topic.number] = None
        self._free.append(topic.number)
        for words in (*clauses, barred, topic.others):
            self._vocabulary.release(words)


def _by_post(pairs: Pairs) -> Iterator[tuple[int, list[int]]]:
    """The topics of each post that has any; the pairs are sorted by post."""
    first = np.flatnonzero(np.diff(pairs.posts, prepend=-1))
    bounds = [*first.tolist(), len(pairs.posts)]
    topics = pairs.topics.tolist()
    for post, begin, end in zip(pairs.posts[first].tolist(), bounds, bounds[1:], strict=False):
        yield post, topics[begin:end]


def _slices(documents: Sequence[Document]) -> Iterator[list[Document]]:
    """At most `AT_ONCE` posts and some `LETTERS` characters each."""
    some: list[Document] = []
    letters = 0
    for document in documents:
        if some and (len(some) == AT_ONCE or letters > LETTERS):
            yield some
            some, letters = [], 0
        some.append(document)
        letters += len(document.text)
    if some:
        yield some
