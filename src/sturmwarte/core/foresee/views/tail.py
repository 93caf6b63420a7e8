"""How rare a value is among a series' own earlier values, online and without keeping them."""

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.views.base import MONTH_MIN, Flags, Floats

BINS = 48
WIDTH = 0.5
MEMORY_DAYS = 14.0
SURE = 200.0
"""Values a series must have seen before its own tail is believed over the noise it is held to be."""


class Tail:
    """A histogram of the past for each series, older days fading; the far tail is taken as exponential."""

    def __init__(self, size: int, step_min: int) -> None:
        self.seen: NDArray[np.float32] = np.zeros((size, BINS), np.float32)
        self.steps = MONTH_MIN / step_min
        self.fade = np.float32(0.5 ** (step_min / (MEMORY_DAYS * 1440)))

    def per_month(self, value: Floats) -> Floats:
        """Expected exceedances of `value` in 30 days; the log of the chance is read off between bins."""
        total = self.seen.sum(axis=1, dtype=np.float64)
        at = np.clip(value / WIDTH, 0.0, None)
        bin_ = np.minimum(at.astype(np.intp), BINS - 1)
        beyond = np.cumsum(self.seen[:, ::-1], axis=1, dtype=np.float64)[:, ::-1]
        above = np.take_along_axis(beyond, bin_[:, None], axis=1)[:, 0]
        prior = np.exp(-np.minimum(at * WIDTH, 700.0))
        share = (above + prior * SURE) / (total + SURE)
        return np.asarray(np.maximum(share, 1e-12) * self.steps)

    def learn(self, value: Floats, where: Flags) -> None:
        self.seen *= self.fade
        bin_ = np.clip(value / WIDTH, 0, BINS - 1).astype(np.intp)
        rows = np.flatnonzero(where)
        self.seen[rows, bin_[rows]] += 1.0
