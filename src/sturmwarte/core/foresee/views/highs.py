"""How far from its own usual a value lies, and how rare that is by the highs a series had before."""

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.views.base import MONTH_MIN, Flags, Floats

_EULER = 0.5772
_GUMBEL = 0.7797
"""A Gumbel law's scale as a share of its standard deviation: sqrt(6) / pi."""


class Deviation:
    """Running mean and spread of values that come every half hour; single far ones are learned in part.

    `data` [n, values, 3]: mean, variance, and how many they rest on (older ones fading).
    """

    HALF_LIFE_DAYS = 21.0
    PRIOR = 24.0
    """Values that mean 0 and spread 1 are held to rest on at the start."""
    CUT = 3.0
    """Values further away are learned as so many spreads."""
    WIDER = 1.1
    """What cutting takes from the variance."""

    def __init__(self, size: int, values: int) -> None:
        self.data: NDArray[np.float32] = np.tile(np.array([0, 1, self.PRIOR], np.float32), (size, values, 1))

    def of(self, value: Floats) -> Floats:
        """[n, values]: spreads above the mean."""
        return np.asarray((value - self.data[..., 0]) / np.sqrt(self.data[..., 1]))

    def learn(self, value: Floats, where: Flags) -> None:
        mean, variance, count = np.moveaxis(self.data.astype(np.float64), -1, 0)
        reach = self.CUT * np.sqrt(variance)
        off = np.clip(value - mean, -reach, reach)
        count = count * 0.5 ** (30 / (self.HALF_LIFE_DAYS * 1440)) + where
        share = np.where(where, 1.0 / count, 0.0)
        variance = variance + share * (self.WIDER * (off * (1 - share)) ** 2 - variance)
        self.data = np.stack([mean + share * off, np.maximum(variance, 1e-4), count], -1).astype(np.float32)


class Highs:
    """The highest value of each six hours, as a Gumbel law (S. Coles, Extreme Values, 2001).

    Great blocks in a row are one storm: the first counts, the others do not, for a week at most.

    `data` [n, values, 5]: how many blocks, sum and sum of squares of their highs (fading), the running high,
    and how many great blocks there were in a row.
    """

    BLOCK = 72
    """Bins of five minutes: the span after which a lasting alarm counts as another one."""
    HALF_LIFE_DAYS = 60.0
    PRIOR = 20.0, 1.7, 1.1
    """Blocks the prior is held to rest on, mean and standard deviation of a high."""
    LOW, HIGH = 2.5, 3.0
    """Highs are learned up to so many deviations away: a wave must not make the next one usual."""
    GREAT_PER_MONTH, STORM_BLOCKS = 1.0, 28.0
    NONE = -9.0

    def __init__(self, size: int, values: int) -> None:
        count, mean, deviation = self.PRIOR
        first = [count, count * mean, count * (mean**2 + deviation**2), self.NONE, 0.0]
        self.data: NDArray[np.float32] = np.tile(np.array(first, np.float32), (size, values, 1))

    def per_month(self, value: Floats) -> Floats:
        """How often in 30 days chance alone brings a block whose high is at least this."""
        mean, deviation = self._moments()
        at = np.clip((value - mean) / (deviation * _GUMBEL) + _EULER, -3.0, 60.0)
        return np.asarray(MONTH_MIN / (5 * self.BLOCK) * -np.expm1(-np.exp(-at)))

    def see(self, value: Floats, where: Flags) -> None:
        high = self.data[..., 3]
        self.data[..., 3] = np.where(where[:, None], np.maximum(high, value), high)

    def close(self) -> None:
        """A block is over: its high joins the others."""
        mean, deviation = self._moments()
        count, total, squares, high, storm = np.moveaxis(self.data.astype(np.float64), -1, 0)
        great = (high > self.NONE) & (self.per_month(high) <= self.GREAT_PER_MONTH)
        heard = (high > self.NONE) & ~(great & self.storming())
        storm = np.where(great, np.minimum(storm + 1, self.STORM_BLOCKS), 0.0)
        high = np.clip(high, mean - self.LOW * deviation, mean + self.HIGH * deviation)
        fade = 0.5 ** (self.BLOCK * 5 / (self.HALF_LIFE_DAYS * 1440))
        parts = [count * fade + heard, total * fade + high * heard, squares * fade + high**2 * heard]
        self.data = np.stack([*parts, np.full(high.shape, self.NONE), storm], -1).astype(np.float32)

    def storming(self) -> Flags:
        """[n, values]: the last block was great, and it has not been so for too long."""
        return np.asarray((self.data[..., 4] > 0) & (self.data[..., 4] < self.STORM_BLOCKS))

    def _moments(self) -> tuple[Floats, Floats]:
        count, total, squares = np.moveaxis(self.data[..., :3].astype(np.float64), -1, 0)
        mean = total / count
        return mean, np.sqrt(np.maximum(squares / count - mean**2, 0.05))
