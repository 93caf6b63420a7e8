"""How a model is made: members, out-of-fold scores, calibration, cuts."""

from collections.abc import Hashable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sturmwarte.core.understand.learner import calibrate, decide, linear
from sturmwarte.core.understand.learner.examples import Examples
from sturmwarte.core.understand.learner.features import Batch
from sturmwarte.core.understand.learner.folds import folds_of
from sturmwarte.core.understand.learner.model import Model
from sturmwarte.core.understand.learner.space import Space

Floats = npt.NDArray[np.float64]

FOLDS, FEWER_FOLDS = 5, 3
CHOOSE_FROM: Final = 1_000
"""Posts from which out-of-fold loss can tell one taste from another."""
CHOOSE_UP_TO: Final = 3
"""Columns up to which trying both costs only seconds."""


class _Judged(NamedTuple):
    """`unseen`: (n, k) calibrated out-of-fold probabilities; `loss`: their mean negative log likelihood."""

    scale: calibrate.Scale
    unseen: Floats
    loss: float


def train(batch: Batch, given: Examples, style_names: tuple[str, ...], seed: int, *, macro: bool) -> Model:
    """A calibrated model; columns and their rarity are counted on all posts, labels never cross folds."""
    space = Space.of(batch)
    rows = space.all(batch, space.table())
    dense = batch.style.shape[1]
    binary = given.exclusive and len(given.classes) == 2
    truth = given.truth[:, 1:] if binary else given.truth
    many = given.exclusive and not binary

    def judged(taste: linear.Taste) -> _Judged:
        return _out_of_fold(rows, truth, given.groups, dense, seed, exclusive=many, taste=taste)

    tastes = [linear.TONE]
    if len(batch) >= CHOOSE_FROM and truth.shape[1] <= CHOOSE_UP_TO:
        tastes.append(linear.CONTENT)
    taste, (scale, unseen, _) = min(((t, judged(t)) for t in tastes), key=lambda pair: pair[1].loss)
    if many:
        cut = decide.offsets_exclusive(unseen, truth) if macro else np.zeros(truth.shape[1])
    elif macro or not given.exclusive:
        cut = decide.thresholds(unseen, truth, macro=given.exclusive)
    else:
        cut = np.full(truth.shape[1], 0.5)

    weights, base = linear.fit(rows, truth, dense, seed, exclusive=many, taste=taste)
    return Model(
        classes=given.classes,
        exclusive=given.exclusive,
        style_names=style_names,
        space=space,
        weights=(weights * scale.slope).astype(np.float32),
        base=base * scale.slope + scale.offset,
        cut=cut,
        unseen=(np.hstack([1 - unseen, unseen]) if binary else unseen).astype(np.float32),
        truth=given.truth,
    )


def _out_of_fold(
    rows: sparse.csr_array,
    truth: npt.NDArray[np.bool_],
    groups: Sequence[Hashable],
    dense: int,
    seed: int,
    *,
    exclusive: bool,
    taste: linear.Taste,
) -> _Judged:
    scores = np.zeros(truth.shape)
    folds = FEWER_FOLDS if truth.shape[1] >= linear.MANY else FOLDS
    fold = folds_of(truth, groups, folds, seed)
    for held in range(folds):
        out = fold == held
        weights, base = linear.fit(rows[~out], truth[~out], dense, seed, exclusive=exclusive, taste=taste)
        scores[out] = rows[out] @ weights + base
    scale = calibrate.learn(scores, truth, exclusive=exclusive)
    unseen = calibrate.probabilities(scores * scale.slope + scale.offset, exclusive=exclusive)
    likely = unseen[truth] if exclusive else np.where(truth, unseen, 1 - unseen)
    return _Judged(scale, unseen, float(-np.log(np.maximum(likely, 1e-9)).mean()))
