"""A simple causal onset: training must begin where a detector would begin, not where the truth does."""

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.forecast.course import HOUR, Array

SURE, TIMES, POSTS = 4.0, 2.0, 4.0
SLOW_SURE, SLOW_TIMES = 5.0, 1.7


def triggered(
    counts: Array, usual: Array, strict: Array | float = 1.0, only_slow: NDArray[np.bool_] | bool = False
) -> NDArray[np.bool_]:
    """(series, bins): at the end of this bin a quarter of an hour, or two hours, look unusual.

    A quarter: twice the usual, at least four posts, four standard deviations on the square-root scale after
    over-dispersion (taken from the two days before) is taken out; two hours: 1.7 times and five deviations.
    `strict` multiplies what is asked, `only_slow` looks at two hours alone; columns with a row a series.
    """
    heard = ~np.isnan(counts)
    posts, expected = np.where(heard, counts, 0.0), np.where(heard, usual, 0.0)
    found = np.zeros(counts.shape, bool)
    for bins, sure, times in ((3, SURE, TIMES), (2 * HOUR, SLOW_SURE, SLOW_TIMES)):
        n, e = _last(posts, bins), _last(expected, bins)
        score = 2 * (np.sqrt(n + 0.375) - np.sqrt(e + 0.375))
        spread = np.sqrt(np.maximum(_mean_before(np.square(np.clip(score, -4, 4)), 48 * HOUR, bins), 1.0))
        found |= (
            (score > strict * sure * spread)
            & (n > times * e)
            & (n >= POSTS)
            & ((bins > 3) | np.logical_not(only_slow))
        )
    return found


def onsets(counts: Array, usual: Array, warm: int = 24 * HOUR, rest: int = 6 * HOUR) -> list[int]:
    """Bins at whose end a wave of this one series (bins,) begins; a wave goes on until `rest` bins without a
    trigger have passed."""
    found: list[int] = []
    last = -rest - 1
    for at in map(int, np.flatnonzero(triggered(counts[None], usual[None])[0])):
        if at >= warm and at - last > rest:
            found.append(at)
        last = at
    return found


def _last(values: Array, bins: int) -> Array:
    sums = np.cumsum(values, axis=1)
    out = sums.copy()
    out[:, bins:] -= sums[:, :-bins]
    return np.asarray(out)


def _mean_before(values: Array, bins: int, skip: int) -> Array:
    """Mean of the `bins` bins that end `skip` bins ago; of what there is at the beginning."""
    moved = np.zeros_like(values)
    moved[:, skip:] = values[:, :-skip]
    many = np.minimum(np.maximum(np.arange(values.shape[1]) + 1 - skip, 1), bins)
    return np.asarray(_last(moved, bins) / many)
