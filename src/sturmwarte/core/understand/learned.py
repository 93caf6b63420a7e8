"""Learners as one voter: all dimensions from one look at a batch.

Learners trained on the same posts share their space, so that a batch is weighed once for all of them.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import YES, Dimension
from sturmwarte.core.understand.learner import Features, Learner
from sturmwarte.core.understand.learner.features import Batch
from sturmwarte.core.understand.learner.space import Space
from sturmwarte.core.understand.telling import Toward, WordsOf
from sturmwarte.core.understand.votes import Floats, Ints, Votes

NO = "no"
"""The other class of a dimension that only has a probability."""
LIKELY = 0.2
"""Words are only named for what the learner itself believes at least this much."""
_UNTOLD: Mapping[str, tuple[str, ...]] = {"sentiment": ("neutral",), "heat": ("calm",), "emotion": ("none",)}
"""Labels that say that something is missing: no word is the reason for that."""


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
    def words(self) -> "WordsOf":
        return WordsOf(self.batch.posts)


class LearnedVoter:
    """Votes with `learners`, one a dimension."""

    def __init__(self, name: str, learners: Mapping[str, Learner]) -> None:
        self.name, self.learners = name, dict(learners)
        self._spaces: list[tuple[Space, npt.NDArray[np.int32]]] = []
        self._space_of = {dim: self._space(one) for dim, one in self.learners.items()}
        self._telling: dict[Dimension, npt.NDArray[np.float32]] = {}

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

    def _toward(self, dimension: Dimension, labels: Ints) -> Toward:
        """Per post the direction from the other labels' mean to the one that was decided upon."""
        learner = self.learners[dimension.id]
        if dimension not in self._telling:
            self._telling[dimension] = _telling(dimension, learner)
        weights, known = self._telling[dimension], learner.classes_
        places = [known.index(label) if label in known else -1 for label in dimension.labels]
        place = np.array([*places, -1])[labels]
        if learner.model.binary:
            sign = np.where(place < 0, 0.0, np.where(place, 1.0, -1.0))
            return Toward(weights, np.zeros_like(place), sign)
        return Toward(weights, np.maximum(place, 0), np.where(place < 0, 0.0, 1.0))

    def _vote(self, look: Look, dimension: Dimension, learner: Learner) -> Votes:
        model = learner.model
        space, table = self._spaces[self._space_of[dimension.id]]
        rows = look.rows(space, table)
        grams = model.space.kept.size
        style = model.space.style(look.batch) @ model.weights[grams:]
        scores = np.asarray(rows @ model.weights[:grams] + style + model.base, dtype=np.float64)
        p = arranged(dimension, learner.classes_, model.probabilities(scores))

        def because(labels: Ints) -> Sequence[tuple[Reason, ...]]:
            asked = _explained(dimension, labels, p)
            named = look.words.strongest(rows, table, self._toward(dimension, labels), asked)
            return [
                (_said(self.name, dimension, label, p[row, label], words),)
                for row, (label, words) in enumerate(zip(labels, named, strict=True))
            ]

        return Votes(self.name, p, because)


def _explained(dimension: Dimension, labels: Ints, p: Floats) -> npt.NDArray[np.bool_]:
    """(posts,) whether words are named for what was decided upon."""
    told = np.array([label not in _UNTOLD.get(dimension.id, ()) for label in dimension.labels])
    return np.asarray(told[labels] & (p[np.arange(len(labels)), labels] >= LIKELY), dtype=bool)


def _said(voter: str, dimension: Dimension, label: int, p: float, words: tuple[str, ...]) -> Reason:
    args: dict[str, Any] = {"label": dimension.labels[label], "p": round(float(p), 2)}
    if words:
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


def _telling(dimension: Dimension, learner: Learner) -> npt.NDArray[np.float32]:
    """(kept, columns) what a feature says for each label, of labels that exclude each other against their
    mean."""
    model = learner.model
    weights = model.weights[: model.space.kept.size]
    alone = model.binary or dimension.many
    return weights if alone else weights - weights.mean(axis=1, keepdims=True)


def class_of(dimension: Dimension, value: str | frozenset[str]) -> str | frozenset[str]:
    """A label as learners take it: yes and no where a dimension only has a probability."""
    if dimension.binary:
        return YES if value and YES in value else NO
    return value
