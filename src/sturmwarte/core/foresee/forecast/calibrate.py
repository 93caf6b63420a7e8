"""Probabilities that mean what they say, and intervals that hold what they promise."""

import numpy as np

from sturmwarte.core.foresee.forecast.course import Array
from sturmwarte.core.foresee.forecast.truths import WITHIN_H

LEAST, MOST = 0.005, 0.995
INSIDE = 0.8
HORIZONS = (1, 3, 6, 12, 24)
"""Intervals are calibrated by groups of horizons: up to so many hours ahead."""
BUSY = 10.0
"""Posts an hour in the middle of the forecast that tell a busy topic from a quiet one."""
GROUPS = 2 * len(HORIZONS)


def logit(p: Array) -> Array:
    """Log odds, of probabilities kept away from 0 and 1."""
    kept = np.clip(p, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(kept) - np.log1p(-kept))


def chance(odds: Array) -> Array:
    """Probability of log odds; never quite sure."""
    return np.asarray(np.clip(1 / (1 + np.exp(-np.clip(odds, -30, 30))), LEAST, MOST))


def adapt(x: Array, truth: Array, start: Array, strength: float, weight: Array | None = None) -> Array:
    """Coefficients of a logistic regression (first: the constant), pulled towards `start` as by `strength`
    further observations. Newton's method; `x`: (rows, k), `start` and the answer: (k + 1,)."""
    design = np.column_stack([np.ones(len(x)), x])
    weight = np.ones(len(x)) if weight is None else weight
    pull = np.full(design.shape[1], strength)
    found = np.asarray(start, float).copy()
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (weight * (truth - p)) - pull * (found - start)
        curve = (design * (weight * p * (1 - p))[:, None]).T @ design + np.diag(pull + 1e-9)
        step = np.linalg.solve(curve, slope)
        found += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-7:
            break
    return found


def monotone(over: Array) -> Array:
    """(rows, len(WITHIN_H)) made to rise with the horizon: the nearest in squares."""
    out = over.copy()
    # The min-max form of pooling adjacent violators.
    k = len(WITHIN_H)
    sums = np.concatenate([np.zeros((len(over), 1)), np.cumsum(over, axis=1)], axis=1)
    for i in range(k):
        lows = []
        for a in range(i + 1):
            means = [(sums[:, b + 1] - sums[:, a]) / (b + 1 - a) for b in range(i, k)]
            lows.append(np.min(means, axis=0))
        out[:, i] = np.max(lows, axis=0)
    return out


def group(hours: Array, middle: Array) -> Array:
    """Group of an interval: of its horizon (1 to 24) and of how busy the hour will be."""
    return np.asarray(np.searchsorted(HORIZONS, hours) + len(HORIZONS) * (middle >= BUSY))


def leaning(groups: Array, middle: Array, truth: Array, hold: float = 50.0) -> Array:
    """(GROUPS, 2) shift and factor that make the middle right on average; of few, near 0 and 1. Three rounds
    of reweighting take it from the mean towards the median, as the far-off few shall not move it."""
    out = np.tile([0.0, 1.0], (GROUPS, 1))
    for at in range(GROUPS):
        x = np.column_stack([np.ones((groups == at).sum()), middle[groups == at]])
        y = truth[groups == at]
        for _ in range(3):
            weight = 1 / np.maximum(np.abs(y - x @ out[at]), 0.1)
            weight /= max(weight.mean(), 1e-9) if weight.size else 1.0
            curve = (x * weight[:, None]).T @ x + hold * np.eye(2)
            out[at] = np.linalg.solve(curve, (x * weight[:, None]).T @ y + hold * np.array([0.0, 1.0]))
    return out


def widths(groups: Array, errors: Array, inside: float = INSIDE) -> Array:
    """(GROUPS, 2) how many spreads below, and above, the middle leave half of 1 - `inside` out: split
    conformal prediction with normalised errors ((truth - middle) / spread). Few take all
    groups' widths."""
    out, tail = np.empty((GROUPS, 2)), (1 - inside) / 2
    for at in range(GROUPS):
        some = errors[groups == at] if (groups == at).sum() >= 50 else errors
        level = min(1.0, (1 - tail) * (some.size + 1) / some.size)
        out[at] = np.quantile(-some, level), np.quantile(some, level)
    return np.clip(out, 0.1, 8.0)
