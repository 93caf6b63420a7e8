"""What a forecaster has learned: chances, volumes and examples, and how they are answered from features."""

from typing import NamedTuple

import numpy as np

from sturmwarte.core.foresee.forecast.calibrate import chance, group, monotone
from sturmwarte.core.foresee.forecast.course import Array
from sturmwarte.core.foresee.forecast.features import KEY, PLACE, SOFT
from sturmwarte.core.foresee.forecast.trees import Trees
from sturmwarte.core.foresee.forecast.truths import HEADS, WITHIN_H

STACK = 3
"""Constant, log odds of the trees, the simple feature."""


class Examples(NamedTuple):
    """Moments of waves whose end is known, for "similar waves"."""

    x: Array
    """(examples, LIKE) scaled"""
    remaining_h: Array
    lasted_h: Array
    peak_times: Array
    """Highest hour of the wave over the last hour of the moment."""
    wave: Array


class Model(NamedTuple):
    """Heads as in truths.HEADS."""

    trees: tuple[Trees, ...]
    stack: Array
    """(HEADS, STACK)"""
    simple: Array
    """(HEADS, 2) constant and weight of the one feature."""
    volume: tuple[Trees, ...]
    """Of the log of posts against the usual: its middle, and the size of its error."""
    widths: Array
    """(GROUPS, 4) spreads below and above the middle, then shift and factor of the middle itself."""
    scale: Array
    """(2, LIKE) mean and spread of the features that tell likeness."""
    examples: Examples
    own: int = 0
    """Waves of the station's own among what was learned."""


def odds(model: Model, x: Array) -> Array:
    """(rows, HEADS) log odds as the trees give them."""
    return np.column_stack([trees.raw(x) for trees in model.trees])


def stacked(raw: Array, x: Array, head: int) -> Array:
    """(rows, STACK - 1) what the last word on a head is made of."""
    return np.column_stack([np.clip(raw[:, head], -7, 7), x[:, PLACE[KEY]]])


def chances(model: Model, x: Array) -> Array:
    """(rows, HEADS) probabilities, those of "over" rising with the horizon."""
    raw = odds(model, x)
    design = [np.column_stack([np.ones(len(x)), stacked(raw, x, head)]) for head in range(len(HEADS))]
    return _told(np.column_stack([d @ c for d, c in zip(design, model.stack, strict=True)]))


def simple(model: Model, x: Array) -> Array:
    """(rows, HEADS) by the last hour against the usual alone."""
    return _told(model.simple[:, 0] + x[:, [PLACE[KEY]]] * model.simple[:, 1])


def _told(log_odds: Array) -> Array:
    p = chance(log_odds)
    k = len(WITHIN_H)
    p[:, :k] = monotone(p[:, :k])
    return p


def horizon_x(x: Array, excited: Array, ahead: Array, hours: Array) -> Array:
    """Features of one coming hour each: `excited`, `ahead` (rows,) posts in the hour that ends `hours` on."""
    last = np.exp(x[:, PLACE["usual_1h"]])
    return np.column_stack(
        [
            x, hours, np.log((excited + SOFT) / (ahead + SOFT)), np.log((ahead + SOFT) / (last + SOFT)),
            np.log(ahead + SOFT),
        ]
    )  # fmt: skip


def volumes(model: Model, x: Array, excited: Array, ahead: Array) -> Array:
    """(rows, 24, 3) posts in each coming hour: low, middle, high. `excited`, `ahead`: (rows, 24)."""
    rows, hours = ahead.shape
    flat = horizon_x(
        np.repeat(x, hours, axis=0), excited.ravel(), ahead.ravel(), np.tile(np.arange(1.0, hours + 1), rows)
    )
    middle, spread = logs(model, flat)
    usual = ahead.ravel() + SOFT
    said = model.widths[group(flat[:, x.shape[1]], np.exp(middle) * usual - SOFT)]
    wide, middle = said[:, :2] * spread[:, None], said[:, 2] + said[:, 3] * middle
    bounds = np.column_stack([middle - wide[:, 0], middle, middle + wide[:, 1]])
    posts = np.exp(bounds) * usual[:, None] - SOFT
    return np.asarray(np.maximum(posts, 0.0).reshape(rows, hours, 3))


def logs(model: Model, x: Array) -> tuple[Array, Array]:
    """(middle, spread) of the log of posts against the usual; `x` as `horizon_x` gives it."""
    return model.volume[0].raw(x), np.clip(model.volume[1].raw(x), 0.05, 4.0)
