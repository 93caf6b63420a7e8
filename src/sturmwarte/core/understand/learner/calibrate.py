"""From scores to probabilities that hold, learned on scores of posts the scorer had not seen.

One scale for all classes and an offset each: Platt scaling for two classes or many labels (Platt 1999),
temperature and bias scaling for many classes (Guo et al. 2017).
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, log_softmax, softmax

Floats = npt.NDArray[np.float64]

PULL: Final = 1.0
"""How many posts' worth of evidence an offset must have before it is believed."""


class Scale(NamedTuple):
    """Calibrated score = slope * score + offset, per column."""

    slope: Floats
    offset: Floats


def learn(scores: Floats, truth: npt.NDArray[np.bool_], *, exclusive: bool) -> Scale:
    """`scores`, `truth`: (n, k). `exclusive`: exactly one class each, k > 1; else each column by itself."""
    if exclusive:
        return _shared(scores, truth.argmax(axis=1))
    columns = [_platt(scores[:, k], truth[:, k]) for k in range(scores.shape[1])]
    return Scale(np.array([slope for slope, _ in columns]), np.array([offset for _, offset in columns]))


def probabilities(calibrated: Floats, *, exclusive: bool) -> Floats:
    return np.asarray(softmax(calibrated, axis=1) if exclusive else expit(calibrated))


def _platt(scores: Floats, truth: npt.NDArray[np.bool_]) -> tuple[float, float]:
    yes, no = truth.sum(), (~truth).sum()
    if not yes or not no:
        return 1.0, 0.0
    # Platt's targets: never quite certain, less so from few examples.
    target = np.where(truth, (yes + 1) / (yes + 2), 1 / (no + 2))

    def loss(x: Floats) -> tuple[float, Floats]:
        z = x[0] * scores + x[1]
        error = expit(z) - target
        value = np.sum(np.logaddexp(0, z) - target * z) + PULL * (x[0] - 1) ** 2 / 2
        return float(value), np.array([error @ scores + PULL * (x[0] - 1), error.sum()])

    from scipy.optimize import minimize  # noqa: PLC0415 - heavy, only to fit

    found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(0.01, 20), (-20, 20)])
    return float(found.x[0]), float(found.x[1])


def _shared(scores: Floats, truth: npt.NDArray[np.int64]) -> Scale:
    n, k = scores.shape
    hit = np.zeros((n, k))
    hit[np.arange(n), truth] = 1

    def loss(x: Floats) -> tuple[float, Floats]:
        logs = log_softmax(x[0] * scores + x[1:], axis=1)
        error = np.exp(logs) - hit
        value = -logs[np.arange(n), truth].sum() + PULL * (x[1:] @ x[1:] + (x[0] - 1) ** 2) / 2
        slope = np.sum(error * scores) + PULL * (x[0] - 1)
        return float(value), np.concatenate([[slope], error.sum(axis=0) + PULL * x[1:]])

    start = np.concatenate([[1.0], np.zeros(k)])
    bounds = [(0.01, 20.0)] + [(-20.0, 20.0)] * k
    from scipy.optimize import minimize  # noqa: PLC0415 - heavy, only to fit

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return Scale(np.full(k, found.x[0]), np.asarray(found.x[1:]))
