"""How often something as great came in the last weeks: the highest values of each six hours, fading.

A value is rare when few of the remembered six hours held one as great. Beyond the highest one seen the tail
is taken as exponential in the value (so a power law where the value is a logarithm of posts), as steep as the
series' own highs are wide. Highs of six hours, not values, so that one storm is one event and not fifty.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.views.base import MONTH_MIN, Flags, Floats, State

BLOCK_MIN = 360
KEEP = 80
"""Twenty days of highs."""
HALF_LIFE_DAYS = 14.0
FEWEST = 4
"""Highs before anything is judged: a day."""
STEEP = 4.0
"""How many spreads of the highs lie between a high and a value e times as rare, as a rate."""
SPREAD = 0.1, 2.0
"""The spread of a series that has shown none, and how many highs that counts for."""
GREAT_PER_MONTH = 8.0
STORM_BLOCKS = 28
"""What chance brings no oftener is great; great blocks in a row are one storm, for a week at most."""
UNIT = 1600.0
"""Values are kept in 16 bits: steps of 1/1600, up to 40."""
COMMON = 4.0 * MONTH_MIN / BLOCK_MIN
"""What is below the usual high: at least so often a month, not looked at closer."""

_BLOCKS_A_MONTH = MONTH_MIN / BLOCK_MIN
_WEIGHT = 0.5 ** (np.arange(KEEP) * BLOCK_MIN / 1440 / HALF_LIFE_DAYS)


class Records:
    """Highs of n series on `scales` scales each; `block` numbers the running six hours since 1970."""

    def __init__(self, size: int, scales: int) -> None:
        self.highs: NDArray[np.uint16] = np.zeros((size, scales, KEEP), np.uint16)
        """0: nothing was heard in these six hours."""
        self.block = -1
        self.storm: NDArray[np.int8] = np.zeros((size, scales), np.int8)
        """So many great blocks in a row."""
        self._sum_up()

    def advance(self, start: int) -> None:
        """Go to the block that holds minute `start`; those skipped were not heard."""
        block = start // BLOCK_MIN
        if block == self.block:
            return
        if block == self.block + 1:
            self._leave_out_storms()
        else:
            self.storm[:] = 0
        new = np.arange(max(self.block + 1, block - KEEP + 1), block + 1) % KEEP
        self.highs[:, :, new] = 0
        self.block = block
        self._sum_up()

    def _leave_out_storms(self) -> None:
        """Six hours as great as those before them belong to the same storm, which has its high already.

        After a week it is no storm any more, and every high counts.
        """
        now = self.highs[:, :, self.block % KEEP]
        great = (self._rates(now) <= GREAT_PER_MONTH) & (now > 0)
        now[great & (self.storm > 0) & (self.storm < STORM_BLOCKS)] = 0
        self.storm = np.where(great, np.minimum(self.storm + 1, STORM_BLOCKS), 0).astype(np.int8)

    def judge(self, values: Floats, where: Flags) -> Floats:
        """[n, scales]: so often in 30 days comes something as great (inf: too little remembered).

        Then the values of the series in `where` are remembered.
        """
        codes = np.rint(np.minimum(np.maximum(values * UNIT, 1.0), 65535.0)).astype(np.uint16)
        rates = self._rates(codes)
        running = self.highs[:, :, self.block % KEEP]
        np.maximum(running, codes * where[:, None], out=running)
        return rates

    def _rates(self, codes: NDArray[np.uint16]) -> Floats:
        rates = np.full(codes.shape, COMMON)
        rates[~self._enough] = np.inf
        place = np.nonzero((codes > self._usual) & self._enough[:, None])
        if not len(place[0]):
            return rates
        highs = self.highs[place]
        weight = self._weight * (highs > 0)
        above = np.maximum(codes[place][:, None].astype(np.float32) - highs, 0.0)
        chance = np.exp(-above * self._steep[place][:, None])
        share = (chance * weight).sum(axis=1) / weight.sum(axis=1)
        rates[place] = _BLOCKS_A_MONTH * np.maximum(share, 1e-12)
        return rates

    def grow(self, size: int) -> None:
        more = np.zeros((size - len(self.highs), *self.highs.shape[1:]), np.uint16)
        self.highs = np.concatenate([self.highs, more])
        self.storm = np.concatenate([self.storm, np.zeros(more.shape[:2], np.int8)])
        self._sum_up()

    def keep(self, rows: NDArray[np.intp]) -> None:
        self.highs, self.storm = self.highs[rows], self.storm[rows]
        self._sum_up()

    def state(self) -> State:
        return {"highs": self.highs, "storm": self.storm, "block": np.array([self.block])}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        self.highs = np.array(state["highs"], np.uint16)
        self.storm = np.array(state["storm"], np.int8)
        self.block = int(state["block"][0])
        self._sum_up()

    def _sum_up(self) -> None:
        """Mean and upper spread of the highs of the blocks that are over; a running one tells little."""
        age = (self.block - np.arange(KEEP)) % KEEP
        self._weight = _WEIGHT[age].astype(np.float32)
        heard = (self.highs > 0) & (age > 0)
        weight = np.where(heard, self._weight, np.float32(0.0))
        mean = (weight * self.highs).sum(axis=2) / np.maximum(weight.sum(axis=2), np.float32(1e-9))
        over = self.highs - mean[:, :, None]
        weight *= over > 0
        wide = (weight * over).sum(axis=2) / UNIT + SPREAD[0] * SPREAD[1]
        spread = wide / (weight.sum(axis=2) + SPREAD[1])
        self._usual = mean
        self._steep = (STEEP / spread / UNIT).astype(np.float32)
        self._enough = heard.sum(axis=2).min(axis=1, initial=KEEP) >= FEWEST
