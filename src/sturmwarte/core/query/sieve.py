"""The sieve: which topics a batch of posts may meet, for all posts and topics of the batch at once.

A topic stands in it as a *strip* of numbers: for each clause its length, then the numbers of its words; the
length is negative where none of them may be there. The first clause is the one the topic is filed under.
Clause by clause, all pairs of post and topic that are left are held against a table of which posts hold which
words.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.query.rows import Numbers, Rows, runs
from sturmwarte.core.query.vocabulary import Held

AT_ONCE: Final = 500_000
"""Pairs of post and topic that are looked at together; memory is some fifty bytes a pair."""


class Pairs(NamedTuple):
    """Posts (by place) and topics (by number), side by side."""

    posts: Numbers
    topics: Numbers

    def only(self, which: Numbers) -> "Pairs":
        return Pairs(self.posts.take(which), self.topics.take(which))


class Table:
    """Which post holds which word: a row a post, a column for each word that any of them holds."""

    def __init__(self, held: Held, posts: int, words: int) -> None:
        self.reach = words
        order = np.arange(len(held.words))
        self._column = np.zeros(words, np.int32)
        self._column[held.words] = order
        self.words = held.words[self._column[held.words] == order]
        """Each word once; the first column, of nothing, is not among them."""
        self._column[self.words] = np.arange(1, len(self.words) + 1)
        self._width = len(self.words) + 1
        self._holds = np.zeros(posts * self._width, np.bool_)
        self._holds[held.posts * self._width + self._column[held.words]] = True

    def holds(self, posts: Numbers, words: Numbers) -> NDArray[np.bool_]:
        """Pair by pair."""
        return self._holds.take(posts * self._width + self._column.take(words))

    def of(self, post: int) -> set[int]:
        """All words of one post."""
        row = self._holds[post * self._width + 1 : (post + 1) * self._width]
        return set(self.words[np.flatnonzero(row)].tolist())


class Sieve:
    """Topics by number, each filed under the words of one of its clauses."""

    def __init__(self) -> None:
        self._strips = Rows()
        self._filed = Rows()
        self._always: dict[int, None] = {}

    def put(self, topic: int, clauses: Sequence[Sequence[int]], barred: Sequence[int]) -> None:
        """Gives a topic its clauses; the first is the one to file it under, () for none."""
        strip: list[int] = []
        for clause in clauses:
            strip += (len(clause), *clause)
        if barred:
            strip += (-len(barred), *barred)
        self._strips.put(topic, strip)

    def clauses(self, topic: int) -> tuple[list[list[int]], list[int]]:
        """What `put` was given."""
        strip = self._strips.row(topic)
        clauses, barred, at = [], [], 0
        while at < len(strip):
            words = strip[at + 1 : at + 1 + abs(strip[at])]
            if strip[at] < 0:
                barred = words
            else:
                clauses.append(words)
            at += len(words) + 1
        return clauses, barred

    def file(self, topics: Iterable[int]) -> None:
        """Each topic under the words of its first clause; one whose first is empty is asked every time."""
        under: dict[int, list[int]] = {}
        for topic in topics:
            words = self._first(topic)
            if not words:
                self._always[topic] = None
            for word in words:
                under.setdefault(word, []).append(topic)
        for word, found in under.items():
            self._filed.put(word, self._filed.row(word) + found)

    def remove(self, topic: int) -> None:
        self._always.pop(topic, None)
        for word in self._first(topic):
            self._filed.put(word, [other for other in self._filed.row(word) if other != topic])
        self._strips.put(topic, ())

    def _first(self, topic: int) -> list[int]:
        strip = self._strips.row(topic)
        return strip[1 : 1 + strip[0]]

    def clear(self) -> None:
        """Files nothing any more; the strips stay."""
        self._filed = Rows()
        self._always.clear()

    def passing_one(self, held: set[int]) -> list[int]:
        """The topics of which all clauses hold for one post, without arrays."""
        topics = set(self._always)
        for word in held:
            topics.update(self._filed.row(word))
        return [topic for topic in topics if self._holds(topic, held)]

    def _holds(self, topic: int, held: set[int]) -> bool:
        clauses, barred = self.clauses(topic)
        return held.isdisjoint(barred) and not any(map(held.isdisjoint, clauses[1:]))

    def passing(self, held: Held, table: Table, posts: int) -> Pairs:
        """The posts and topics of which all clauses hold, in this order, each pair once."""
        self._filed.reach(table.reach)
        found = [self._left(pairs, table) for pairs in self._candidates(held, posts)]
        several = Pairs(*map(np.concatenate, zip(*found, strict=True)))
        keys = np.sort(several.posts * np.intp(self._strips.count) + several.topics)
        keys = keys[np.diff(keys, prepend=-1) != 0]
        return Pairs(*np.divmod(keys, max(1, self._strips.count)))

    def _candidates(self, held: Held, posts: int) -> Iterator[Pairs]:
        """All pairs worth a look, in portions."""
        everything = np.fromiter(self._always, np.intp, len(self._always))
        yield Pairs(np.repeat(np.arange(posts), len(everything)), np.tile(everything, posts))
        _, sizes = self._filed.bounds(held.words)
        filed = np.flatnonzero(sizes)
        portions = np.cumsum(sizes[filed]) // AT_ONCE
        for portion in np.split(filed, np.flatnonzero(np.diff(portions)) + 1):
            which, topics = self._filed.spread(held.words[portion])
            yield Pairs(held.posts[portion[which]], topics)

    def _left(self, pairs: Pairs, table: Table) -> Pairs:
        """Those of which every clause holds; looked at clause by clause, so that few come to the last."""
        strips = self._strips.values()
        at, sizes = self._strips.bounds(pairs.topics)
        ends = at + sizes
        at = at + strips[at] + 1  # the first clause is why they are here
        done: list[Pairs] = []
        while len(at):
            open = np.flatnonzero(at < ends)
            done.append(pairs.only(np.flatnonzero(at >= ends)))
            pairs, at, ends = pairs.only(open), at.take(open), ends.take(open)
            lengths = strips.take(at)
            words = np.abs(lengths)
            holds = table.holds(np.repeat(pairs.posts, words), strips.take(runs(at + 1, words)))
            met = np.logical_or.reduceat(holds, np.cumsum(words) - words) if len(at) else holds
            good = np.flatnonzero(met == (lengths > 0))
            pairs, at, ends = pairs.only(good), (at + words + 1).take(good), ends.take(good)
        return Pairs(*map(np.concatenate, zip(*done, strict=True))) if done else pairs
