"""Simple detectors to stand beside ours: each a number for every row, the higher the stranger, causal.

All say -log10 of the chance of a value as high, so that one margin means the same for all of them.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]
Detector = Callable[[NDArray[np.datetime64], Floats], Floats]
DAY = 288
"""Rows of a day, five minutes apart."""


def windowed_gaussian(_times: NDArray[np.datetime64], values: Floats) -> Floats:
    """Mean and standard deviation of the seven days before."""
    return _tail(values, *_moments(values, 7 * DAY, 0))


def ears_c2(_times: NDArray[np.datetime64], values: Floats) -> Floats:
    """Seven days that ended two days ago (Hutwagner et al., 2003), on sums of an hour."""
    hours = _running(values, 12)
    return _tail(hours, *_moments(hours, 7 * DAY, 2 * DAY))


def seasonal_robust(times: NDArray[np.datetime64], values: Floats) -> Floats:
    """Median and median deviation of the same half hour on the fourteen days before."""
    slots = times.astype("datetime64[m]").astype(np.int64) // 30
    first = slots - slots[0]
    table = np.full((first[-1] + 1, 8), np.nan)
    place = np.arange(len(values)) - np.searchsorted(first, first)
    table[first, np.minimum(place, 7)] = values
    middle, spread = np.zeros(len(values)), np.full(len(values), np.inf)
    for slot in np.unique(first):
        before = table[np.arange(slot - 48, max(slot - 48 * 14, -1), -48)] if slot >= 48 else table[:0]
        seen = before[~np.isnan(before)]
        if len(seen) >= 12:
            here = first == slot
            middle[here] = np.median(seen)
            spread[here] = 1.4826 * np.median(np.abs(seen - np.median(seen))) + 1.0
    return _tail(values, middle, spread)


DETECTORS: dict[str, Detector] = {
    "windowed Gaussian": windowed_gaussian,
    "EARS C2": ears_c2,
    "seasonal robust z": seasonal_robust,
}


def said_once(strange: Floats, rows: int = 144, margin: float = 0.2) -> Floats:
    """The wrapper our scores have: a row is held back (0) unless it is stranger than all said in 12 hours."""
    said = np.zeros(len(strange))
    for row in np.flatnonzero(strange > 0):
        highest = said[max(0, row - rows) : row].max(initial=0.0)
        if highest == 0 or strange[row] >= highest + margin:
            said[row] = strange[row]
    return said


def _running(values: Floats, rows: int) -> Floats:
    total = np.concatenate([[0.0], np.cumsum(values)])
    end = np.arange(1, len(values) + 1)
    return np.asarray(total[end] - total[np.maximum(end - rows, 0)], float)


def _moments(values: Floats, rows: int, gap: int) -> tuple[Floats, Floats]:
    """Mean and deviation of `rows` rows that ended `gap` rows before each; a day of them at least."""
    end = np.maximum(np.arange(len(values)) - gap, 0)
    begin = np.maximum(end - rows, 0)
    count = np.maximum(end - begin, 1)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    squares = np.concatenate([[0.0], np.cumsum(values**2)])
    mean = (sums[end] - sums[begin]) / count
    variance = np.maximum((squares[end] - squares[begin]) / count - mean**2, 0.0)
    return mean, np.where(end - begin >= DAY, np.sqrt(variance) + 1e-3, np.inf)


def _tail(values: Floats, mean: Floats, deviation: Floats) -> Floats:
    return np.asarray(np.maximum(-norm.logsf((values - mean) / deviation) / np.log(10), 0.0), float)
