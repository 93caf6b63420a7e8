"""Learners as one voter: all dimensions from one look at a batch.

Learners trained on the same posts share their space, so that a batch is weighed once for all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from ruamel.yaml import YAML
from scipy import sparse

from sturmwarte import packs
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import YES, Dimension
from sturmwarte.core.understand.learner import Features, Learner
from sturmwarte.core.understand.learner.features import Batch, columns
from sturmwarte.core.understand.learner.space import Space
from sturmwarte.core.understand.learner.words import Word
from sturmwarte.core.understand.votes import Floats, Votes

Ints = npt.NDArray[np.integer[Any]]

NO = "no"
"""The other class of a dimension that only has a probability."""
MOST_WORDS = 3
LEAST = 0.15
"""A word that moves the log odds by less is not worth naming."""
LAST_SIGN = 0x2190
"""Signs up to here are punctuation, currency and digits; emoji begin behind."""
LIKELY = 0.2
"""Words are only named for what the learner itself believes at least this much."""
_UNTOLD: Mapping[str, tuple[str, ...]] = {"sentiment": ("neutral",), "heat": ("calm",), "emotion": ("none",)}
"""Labels that say that something is missing: no word is the reason for that."""


@cache
def _functional() -> frozenset[str]:
    """Words that explain nothing by themselves, in every language."""
    listed = YAML(typ="safe", pure=True).load(packs.text("tone", "function_words.yaml"))
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


class Look:
    """A batch as learners see it: features once, weighed rows once a space, words only when asked for."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self._rows: dict[int, sparse.csr_array] = {}

    def rows(self, space: Space, table: npt.NDArray[np.int32]) -> sparse.csr_array:
        if id(space) not in self._rows:
            self._rows[id(space)] = space.rows(self.batch, table)
        return self._rows[id(space)]

    @cached_property
    def words(self) -> "_WordsOf":
        return _WordsOf(self.batch.posts)


class LearnedVoter:
    """Votes with `learners`, one a dimension."""

    def __init__(self, name: str, learners: Mapping[str, Learner]) -> None:
        self.name, self.learners = name, dict(learners)
        self._spaces: list[tuple[Space, npt.NDArray[np.int32]]] = []
        self._space_of = {dim: self._space(one) for dim, one in self.learners.items()}

    @property
    def features(self) -> Features:
        """What makes the batches it looks at."""
        return next(iter(self.learners.values())).features

    def _space(self, learner: Learner) -> int:
        """Where its space stands among those of this voter; equal ones stand there once."""
        mine = learner.model.space
        for place, (space, _) in enumerate(self._spaces):
            if np.array_equal(space.kept, mine.kept) and np.array_equal(space.idf, mine.idf):
                return place
        self._spaces.append((mine, learner.model.table))
        return len(self._spaces) - 1

    def votes(self, look: Look, dimensions: Mapping[str, Dimension]) -> dict[str, Votes]:
        """For the dimensions it has learned; labels it does not know are NaN."""
        return {
            name: self._vote(look, dimensions[name], learner)
            for name, learner in self.learners.items()
            if name in dimensions
        }

    def _vote(self, look: Look, dimension: Dimension, learner: Learner) -> Votes:
        model = learner.model
        space, table = self._spaces[self._space_of[dimension.id]]
        rows = look.rows(space, table)
        grams = model.space.kept.size
        style = model.space.style(look.batch) @ model.weights[grams:]
        scores = np.asarray(rows @ model.weights[:grams] + style + model.base, dtype=np.float64)
        p = arranged(dimension, learner.classes_, model.probabilities(scores))

        def because(labels: Ints) -> Sequence[tuple[Reason, ...]]:
            named = look.words.strongest(rows, table, _toward(dimension, learner, labels))
            return [
                (_said(self.name, dimension, label, p[row, label], words),)
                for row, (label, words) in enumerate(zip(labels, named, strict=True))
            ]

        return Votes(self.name, p, because)


def _said(voter: str, dimension: Dimension, label: int, p: float, words: tuple[str, ...]) -> Reason:
    args: dict[str, Any] = {"label": dimension.labels[label], "p": round(float(p), 2)}
    if words and p >= LIKELY and dimension.labels[label] not in _UNTOLD.get(dimension.id, ()):
        return Reason(f"understand.{voter}.words", args | {"words": list(words)})
    return Reason(f"understand.{voter}", args)


def arranged(dimension: Dimension, classes: Sequence[str], p: Floats) -> Floats:
    """(posts, labels of the dimension), from columns as `classes`; NaN for a label that is not among them."""
    out = np.full((len(p), len(dimension.labels)), np.nan)
    for column, label in enumerate(dimension.labels):
        if label in classes:
            out[:, column] = p[:, classes.index(label)]
    if not dimension.many:
        known = np.nan_to_num(out)
        out = np.where(np.isnan(out), 1e-4, out) / np.maximum(known.sum(axis=1, keepdims=True), 1e-9)
    return out


@dataclass(frozen=True, slots=True)
class _Toward:
    """Where to look: the weights, and per post its column of them and the sign (0: nothing is asked)."""

    weights: npt.NDArray[np.float32]
    column: Ints
    sign: Floats

    def at(self, feature: Ints, post: Ints) -> Floats:
        """What each of these features is worth in its post."""
        return np.asarray(self.weights[feature, self.column[post]] * self.sign[post], dtype=np.float64)


def _toward(dimension: Dimension, learner: Learner, labels: Ints) -> _Toward:
    """Per post the direction from the other labels' mean to the one that was decided upon."""
    model = learner.model
    weights = model.weights[: model.space.kept.size]
    places = [learner.classes_.index(lb) if lb in learner.classes_ else -1 for lb in dimension.labels]
    place = np.array([*places, -1])[labels]
    if model.binary:
        return _Toward(weights, np.zeros_like(place), np.where(place < 0, 0.0, np.where(place, 1.0, -1.0)))
    if not dimension.many:
        weights = weights - weights.mean(axis=1, keepdims=True)
    return _Toward(weights, np.maximum(place, 0), np.where(place < 0, 0.0, 1.0))


class _WordsOf:
    """Which words of a batch's posts hold which features; weights of features become weights of words."""

    def __init__(self, posts: Sequence[Sequence[Word]]) -> None:
        flat = [word for words in posts for word in words]
        self._surfaces = [word.surface for word in flat]
        self._tell = np.array([tells(surface) for surface in self._surfaces], dtype=bool)
        self._starts = np.cumsum([0] + [len(words) for words in posts])
        sizes = np.array([1 + word.grams.size for word in flat], dtype=np.int64)
        self._word = np.repeat(np.arange(len(flat)), sizes)
        self._post = np.repeat(np.arange(len(posts)), np.diff(self._starts))
        hashes = [part for word in flat for part in (np.array([word.own], np.uint32), word.grams)]
        self._column = columns(np.concatenate(hashes)) if flat else np.empty(0, np.int64)
        self._held: dict[int, _Held] = {}

    def strongest(
        self, rows: sparse.csr_array, table: npt.NDArray[np.int32], toward: _Toward
    ) -> list[tuple[str, ...]]:
        """Per post the few words that count most for its label."""
        if not self._surfaces:
            return [()] * (len(self._starts) - 1)
        if id(rows) not in self._held:
            self._held[id(rows)] = self._hold(rows, table)
        held = self._held[id(rows)]
        worth = toward.at(held.column, held.post) * held.value
        sums = np.bincount(held.word, worth, len(self._surfaces))
        sums[~self._tell] = 0.0
        order = np.lexsort((-sums, self._post))
        return [self._words(order[a:b], sums) for a, b in pairwise(self._starts)]

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
            named.setdefault(self._surfaces[i].lower(), self._surfaces[i])
        return tuple(named.values())


@dataclass(frozen=True, slots=True)
class _Held:
    """For every letter n-gram of every word: whose it is, its kept column, and what it counts in its post."""

    word: Ints
    column: Ints
    post: Ints
    value: Floats


def class_of(dimension: Dimension, value: str | frozenset[str]) -> str | frozenset[str]:
    """A label as learners take it: yes and no where a dimension only has a probability."""
    if dimension.binary:
        return YES if value and YES in value else NO
    return value
