"""How a model is made: members, out-of-fold scores, calibration, cuts."""

import numpy as np

from sturmwarte.core.understand.learner import calibrate, decide, linear
from sturmwarte.core.understand.learner.examples import Examples
from sturmwarte.core.understand.learner.features import Batch
from sturmwarte.core.understand.learner.folds import folds_of
from sturmwarte.core.understand.learner.model import Model
from sturmwarte.core.understand.learner.space import Space

FOLDS, FEWER_FOLDS = 5, 3


def train(batch: Batch, given: Examples, style_names: tuple[str, ...], seed: int, *, macro: bool) -> Model:
    """A calibrated model; columns and their rarity are counted on all posts, labels never cross folds."""
    space = Space.of(batch)
    rows = space.all(batch, space.table())
    dense = batch.style.shape[1]
    binary = given.exclusive and len(given.classes) == 2
    truth = given.truth[:, 1:] if binary else given.truth
    many = given.exclusive and not binary

    scores = np.zeros(truth.shape)
    folds = FEWER_FOLDS if truth.shape[1] >= linear.MANY else FOLDS
    fold = folds_of(truth, given.groups, folds, seed)
    for held in range(folds):
        out = fold == held
        weights, base = linear.fit(rows[~out], truth[~out], dense, seed, exclusive=many)
        scores[out] = rows[out] @ weights + base
    scale = calibrate.learn(scores, truth, exclusive=many)
    unseen = calibrate.probabilities(scores * scale.slope + scale.offset, exclusive=many)
    if many:
        cut = decide.offsets_exclusive(unseen, truth) if macro else np.zeros(truth.shape[1])
    elif macro or not given.exclusive:
        cut = decide.thresholds(unseen, truth, macro=given.exclusive)
    else:
        cut = np.full(truth.shape[1], 0.5)

    weights, base = linear.fit(rows, truth, dense, seed, exclusive=many)
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
