"""The spike view: rises within minutes and hours, by how often the series itself brings as many posts.

Posts above the usual are summed with fading over 15 minutes, one, three and six hours. On each of these
scales the sum is measured in the series' own highs of the last weeks (records.py). The scales are joined by
the mean of their return periods: 1 / rate behaves as an e-value, and a mean of e-values is one, however the
scales depend on each other (Vovk and Wang, "E-values: calibration, combination and applications", 2021).
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.signal import View as Name
from sturmwarte.core.foresee.views.base import Flags, Floats, Judged, State, as_score
from sturmwarte.core.foresee.views.records import BLOCK_MIN, Records

SCALES_MIN = np.array([15.0, 60.0, 180.0, 360.0])
"""Minutes over which a sum fades."""
USUAL = 0.7
"""Share of the usual taken off: a record at a busy hour counts for more than one at a quiet hour."""
NOISE = 4.0
"""Roots of the usual below which a sum tells nothing."""


class Spike:
    name: Name = "spike"

    def __init__(self, size: int = 0, step_min: int = 5) -> None:
        self.step_min = step_min
        self._records = Records(size, len(SCALES_MIN))
        self.posts = np.zeros((size, len(SCALES_MIN)), np.float32)
        self.usual = np.zeros((size, len(SCALES_MIN)), np.float32)
        self._loudest = np.zeros(size, np.intp)

    @property
    def size(self) -> int:
        return len(self.posts)

    def windows(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats]:
        """Of these series: bins of the scale that spoke in the last step, and the usual posts in it."""
        scales = self._loudest[rows]
        bins = np.maximum(SCALES_MIN[scales] // self.step_min, 1).astype(np.intp)
        return bins, self.usual[rows, scales].astype(np.float64)

    def step(
        self,
        start: int,
        n: Floats,
        heard: Flags,
        expected: Floats,
        dispersion: Floats,  # noqa: ARG002 - its own highs say how widely a series varies
    ) -> Judged:
        usable = heard & np.isfinite(expected) & np.isfinite(n)
        self._records.advance(start)
        self._sum(np.where(usable, n, 0.0), np.where(usable, expected, 0.0))
        excess = self.posts.astype(np.float64) - USUAL * self.usual
        value = np.log(np.maximum(excess, 0.0) + NOISE * np.sqrt(self.usual + 1.0) + 1.0)
        rates = self._records.judge(value, usable) * min(1.0, BLOCK_MIN / self.step_min)
        self._loudest = rates.argmin(axis=1)
        judged = usable & np.isfinite(rates[:, 0])
        period = np.where(judged, (1.0 / rates).mean(axis=1), 1.0)
        per_month = np.where(judged, 1.0 / period, np.inf)
        return Judged(np.where(judged, as_score(per_month), 0.0), per_month, judged.astype(np.int8))

    def _sum(self, posts: Floats, usual: Floats) -> None:
        stays = np.maximum(1.0 - self.step_min / SCALES_MIN, 0.0).astype(np.float32)
        self.posts = self.posts * stays + posts[:, None].astype(np.float32)
        self.usual = self.usual * stays + usual[:, None].astype(np.float32)

    def grow(self, size: int) -> None:
        more = np.zeros((size - self.size, len(SCALES_MIN)), np.float32)
        self.posts = np.concatenate([self.posts, more])
        self.usual = np.concatenate([self.usual, more])
        self._loudest = np.concatenate([self._loudest, np.zeros(len(more), np.intp)])
        self._records.grow(size)

    def keep(self, rows: NDArray[np.intp]) -> None:
        self.posts, self.usual, self._loudest = self.posts[rows], self.usual[rows], self._loudest[rows]
        self._records.keep(rows)

    def state(self) -> State:
        return {"posts": self.posts, "usual": self.usual, **self._records.state()}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        self.posts = np.array(state["posts"], np.float32)
        self.usual = np.array(state["usual"], np.float32)
        self._loudest = np.zeros(len(self.posts), np.intp)
        self._records.restore(state)
