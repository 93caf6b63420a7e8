"""Learning a forecaster from samples: trees on most waves, calibration on waves they have not seen."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.forecast.calibrate import GROUPS, adapt, group, leaning, widths
from sturmwarte.core.foresee.forecast.course import Array
from sturmwarte.core.foresee.forecast.features import KEY, PLACE, SOFT
from sturmwarte.core.foresee.forecast.model import (
    Model,
    horizon_x,
    logs,
    odds,
    stacked,
)
from sturmwarte.core.foresee.forecast.samples import Samples, together
from sturmwarte.core.foresee.forecast.similar import LIKE, examples
from sturmwarte.core.foresee.forecast.trees import classify, regress
from sturmwarte.core.foresee.forecast.truths import HEADS

HORIZONS_A_ROW = 4
START = np.array([0.0, 1.0, 0.0])
HOLD = 5.0
OWN_HOLD, ENOUGH, OFTEN = 100.0, 40, 5


def learn(told: Samples, seed: int = 0) -> Model:
    """Three waves in four teach the trees, the fourth tells how far to believe them."""
    kept = told.wave % 4 == 3
    train, check = told.rows(~kept), told.rows(kept)
    trees = tuple(
        classify(train.x[known], train.truths.heads[known, head], seed)
        for head in range(len(HEADS))
        for known in [~np.isnan(train.truths.heads[:, head])]
    )
    flat, y = _hours(train, seed)
    middle = regress(flat[1], y, seed)
    volume = middle, regress(flat[1], np.abs(y - middle.raw(flat[1])), seed)
    scale = np.stack([np.nanmean(told.x[:, LIKE], axis=0), np.nanstd(told.x[:, LIKE], axis=0) + 1e-3])
    plain = np.tile([1.0, 1.0, 0.0, 1.0], (GROUPS, 1))
    blank = Model(
        trees, np.tile(START, (len(HEADS), 1)), np.zeros((len(HEADS), 2)), volume, plain, scale,
        examples(check, scale),
    )  # fmt: skip
    return fitted(blank, check, HOLD)


def fitted(
    model: Model, told: Samples, hold: float, start: Model | None = None, weight: Array | None = None
) -> Model:
    """The model with its last words (stack, simple, widths) fitted on samples its trees have not seen; pulled
    towards `start`'s as by `hold` observations."""
    raw = odds(model, told.x)
    stack, simple = model.stack.copy(), model.simple.copy()
    weight = np.ones(len(told.x)) if weight is None else weight
    for head in range(len(HEADS)):
        truth = told.truths.heads[:, head]
        known = ~np.isnan(truth)
        if known.sum() < 20:
            continue
        first = START if start is None else start.stack[head]
        design = stacked(raw, told.x, head)[known]
        stack[head] = adapt(design, truth[known], first, hold, weight[known])
        one = np.zeros(2) if start is None else start.simple[head]
        simple[head] = adapt(told.x[known][:, [PLACE[KEY]]], truth[known], one, max(hold, 0.1), weight[known])
    return model._replace(stack=stack, simple=simple, widths=_widths(model, told))


def _widths(model: Model, told: Samples) -> Array:
    [_, x], y = _hours(told, 1)
    middle, spread = logs(model, x)
    usual = np.exp(x[:, -1])
    groups = group(x[:, told.x.shape[1]], np.exp(middle) * usual - SOFT)
    lean = leaning(groups, middle, y)
    middle = lean[groups, 0] + lean[groups, 1] * middle
    return np.column_stack([widths(groups, (y - middle) / spread), lean])


def _hours(told: Samples, seed: int) -> tuple[tuple[NDArray[np.int64], Array], Array]:
    """((row of the samples, features), truth as log of posts against the usual) of some hours a sample."""
    rng = np.random.default_rng(seed)
    # Short horizons as often as long ones: people look at the next hours.
    drawn = np.minimum(np.exp(rng.uniform(0, np.log(25), (len(told.x), HORIZONS_A_ROW))).astype(int), 24)
    row = np.repeat(np.arange(len(told.x)), HORIZONS_A_ROW)
    at = drawn.ravel() - 1
    posts = told.truths.hourly[row, at]
    known = ~np.isnan(posts)
    row, at, posts = row[known], at[known], posts[known]
    usual = told.ahead[row, at]
    x = horizon_x(told.x[row], told.excited[row, at], usual, at + 1.0)
    return (row, x), np.log((posts + SOFT) / (usual + SOFT))


def with_own(made_up: Samples, own: Samples | None, before: Model, seed: int) -> Model:
    """Learned from both: own waves stand in the trees' samples up to as often as made-up ones do."""
    if own is None or not (own.wave % 4 != 3).any():
        return before
    teach, check = own.rows(own.wave % 4 != 3), own.rows(own.wave % 4 == 3)
    times = int(np.clip(len(made_up.x) // max(len(teach.x), 1), 1, OFTEN))
    again = np.tile(np.arange(len(teach.x)), times)
    model = learn(together([made_up, teach.rows(again)]), seed)
    # The last words were fitted on recorded series; what the station saw moves them, a little at first.
    kept = model._replace(stack=before.stack, simple=before.simple, widths=before.widths)
    if len(check.x) < ENOUGH:
        return kept
    moved = fitted(kept, check, OWN_HOLD, before)
    share = len(check.x) / (len(check.x) + OWN_HOLD)
    return moved._replace(widths=before.widths * (1 - share) + moved.widths * share)


def settle(settings: Mapping[str, Any], model: Model) -> Model:
    """The model with last words that were fitted on recorded series (packs/foresee/fitted.yaml)."""
    if not settings:
        return model
    stack = np.array([settings["stack"][name] for name in HEADS], float)
    simple = np.array([settings["simple"][name] for name in HEADS], float)
    return model._replace(stack=stack, simple=simple, widths=np.array(settings["widths"], float))
