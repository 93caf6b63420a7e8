"""Which words of a post moved a learner most: what its reasons name."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sturmwarte import packs
from sturmwarte.core.understand.learner.features import columns
from sturmwarte.core.understand.learner.words import Word
from sturmwarte.core.understand.votes import Floats, Ints

MOST_WORDS = 3
LEAST = 0.15
"""A word that moves the log odds by less is not worth naming."""
LAST_SIGN = 0x2190
"""Signs up to here are punctuation, currency and digits; emoji begin behind."""


@cache
def _functional() -> frozenset[str]:
    """Words that explain nothing by themselves, in every language."""
    listed = packs.data("tone", "function_words.yaml")
    return frozenset(listed["words"].split())


@lru_cache(maxsize=100_000)
def tells(surface: str) -> bool:
    """Whether naming this word explains anything: no function word, handle, link, number or lone sign does.

    Question marks, exclamation marks and emoji explain.
    """
    if surface.startswith(("@", "http", "www.")):
        return False
    letters = [sign for sign in surface if sign.isalpha()]
    if letters:
        plain = surface.lower().replace("'", "").replace("’", "")
        return len(letters) > 1 and not {surface.lower(), plain} & _functional()
    return surface[0] in "!?" or ord(surface[0]) > LAST_SIGN


@dataclass(frozen=True, slots=True)
class Toward:
    """Where to look: the weights, and per post its column of them and the sign (0: nothing is asked)."""

    weights: npt.NDArray[np.float32]
    column: Ints
    sign: Floats

    def at(self, feature: Ints, post: Ints) -> Floats:
        """What each of these features is worth in its post."""
        return np.asarray(self.weights[feature, self.column[post]] * self.sign[post], dtype=np.float64)


class WordsOf:
    """Which words of a batch's posts hold which features; weights of features become weights of words."""

    def __init__(self, posts: Sequence[Sequence[Word]]) -> None:
        flat = [word for words in posts for word in words]
        self._surfaces = [word.surface for word in flat]
        self._lengths = np.array([len(words) for words in posts], dtype=np.int64)
        sizes = np.array([word.hashes.size for word in flat], dtype=np.int64)
        self._word = np.repeat(np.arange(len(flat)), sizes)
        self._post = np.repeat(np.arange(len(posts)), self._lengths)
        self._column = columns(np.concatenate([word.hashes for word in flat])) if flat else _NO_COLUMNS
        self._held: dict[int, _Held] = {}

    def strongest(
        self,
        rows: sparse.csr_array,
        table: npt.NDArray[np.int32],
        toward: Toward,
        asked: npt.NDArray[np.bool_],
    ) -> list[tuple[str, ...]]:
        """Per post the few words that count most for its label; none for those nobody asks about."""
        named: list[tuple[str, ...]] = [()] * len(asked)
        if not self._surfaces or not asked.any():
            return named
        if id(rows) not in self._held:
            self._held[id(rows)] = self._hold(rows, table)
        held = self._held[id(rows)].of(asked)
        worth = toward.at(held.column, held.post) * held.value
        sums = np.bincount(held.word, worth, len(self._surfaces))
        words = np.flatnonzero(asked[self._post])
        order = words[np.lexsort((-sums[words], self._post[words]))]
        ends = np.cumsum(self._lengths[asked])
        for post, best in zip(np.flatnonzero(asked), np.split(order, ends[:-1]), strict=True):
            named[post] = self._words(best, sums)
        return named

    def _hold(self, rows: sparse.csr_array, table: npt.NDArray[np.int32]) -> "_Held":
        column = table[self._column]
        kept = column >= 0
        word, column = self._word[kept], column[kept]
        post = self._post[word]
        width = rows.shape[1]
        keys = (
            np.repeat(np.arange(rows.shape[0], dtype=np.int64), np.diff(rows.indptr)) * width + rows.indices
        )
        place = np.searchsorted(keys, post * width + column)
        # Two words with the same letters share what these are worth.
        times = np.bincount(place, minlength=rows.nnz)
        return _Held(word, column, post, rows.data[place] / times[place])

    def _words(self, best: Ints, sums: npt.NDArray[Any]) -> tuple[str, ...]:
        """Each word once, however often and in whatever case it stands there."""
        named: dict[str, str] = {}
        for i in best:
            if len(named) == MOST_WORDS or sums[i] < LEAST:
                break
            if tells(surface := self._surfaces[i]):
                named.setdefault(surface.lower(), surface)
        return tuple(named.values())


@dataclass(frozen=True, slots=True)
class _Held:
    """For every letter n-gram of every word, post by post: whose it is, its kept column, and what it counts
    in its post."""

    word: Ints
    column: Ints
    post: Ints
    value: Floats

    def of(self, posts: npt.NDArray[np.bool_]) -> "_Held":
        """Only those of some posts."""
        ends = np.searchsorted(self.post, np.arange(posts.size + 1))
        pieces = [slice(ends[post], ends[post + 1]) for post in np.flatnonzero(posts)]
        every = (self.word, self.column, self.post, self.value)
        return _Held(*(np.concatenate([values[piece] for piece in pieces]) for values in every))


_NO_COLUMNS: npt.NDArray[np.int64] = np.empty(0, np.int64)
