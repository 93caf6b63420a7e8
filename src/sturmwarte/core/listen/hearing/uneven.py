"""How unevenly items come: in threads, and on busy and slack days.

Threads make the variance of a count a multiple of its mean, whatever the hour; busy days make it grow with
the mean's square. Both are measured, variance = p m + a m^2, by weighted least squares that lean on a prior.
With threads of geometric size (mean c, so p = 2c - 1) that begin at a rate which varies by a Gamma of
variance a, the probability of no item at all is (1 + a m / c) ^ (-1 / a).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_THREADS, _DAYS = 1.5, 0.3
"""What is assumed before anything is known."""
_SURE = 3.0
"""How many blocks with one item each the prior counts for."""


@dataclass(frozen=True, slots=True)
class Uneven:
    """`threads` is p, `days` is a; (1, 0) is a Poisson process."""

    threads: float
    days: float

    def index(self, mean: float) -> float:
        """Variance over mean of a block in which so many are usual."""
        return self.threads + self.days * mean

    def none(self, mean: float) -> float:
        """Minus the logarithm of the probability that a block brings nothing."""
        return mixed(2 * mean / (1 + self.threads), self.days)


def mixed(mean: float, variance: float) -> float:
    """-log of a Poisson's zero whose mean varies by a Gamma of mean 1 and this variance."""
    return math.log1p(variance * mean) / variance if variance > 1e-9 else mean


def measured(blocks: Sequence[tuple[float, float]]) -> Uneven:
    """From (items, expected) of the blocks. The second round weighs them by what the first one found."""
    found = Uneven(_THREADS, _DAYS)
    for _ in range(2):
        found = _fitted(blocks, found)
    return found


def _fitted(blocks: Sequence[tuple[float, float]], before: Uneven) -> Uneven:
    """The 2x2 least squares of (n - m)^2 on m and m^2, each block weighed by its variance before."""
    prior = _SURE / (2 * (_THREADS + _DAYS) ** 2 + 1)
    s11 = s22 = prior
    s12 = 0.0
    t1, t2 = prior * _THREADS, prior * _DAYS
    for n, mean in blocks:
        variance = before.index(mean) * mean
        weight = 1 / (2 * variance * variance + variance) if variance > 0 else 0.0
        squared, excess = mean * mean, (n - mean) ** 2
        s11 += weight * squared
        s12 += weight * squared * mean
        s22 += weight * squared * squared
        t1 += weight * mean * excess
        t2 += weight * squared * excess
    whole = s11 * s22 - s12 * s12
    threads, days = (t1 * s22 - t2 * s12) / whole, (t2 * s11 - t1 * s12) / whole
    if threads < 1:
        return Uneven(1.0, max(0.0, (t2 - s12) / s22))
    return Uneven(threads, days) if days >= 0 else Uneven(max(1.0, t1 / s11), 0.0)
