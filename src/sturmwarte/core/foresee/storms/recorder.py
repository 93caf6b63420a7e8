"""Keeps what the watch counted and expected, bin by bin, and how strange its views found the last one."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.signal import View as Name
from sturmwarte.core.foresee.views.base import Flags, Floats, Judged, State
from sturmwarte.core.foresee.views.build_up import BuildUp
from sturmwarte.core.foresee.views.spike import Spike
from sturmwarte.core.foresee.watch import Pulse

BIN_MIN = 5


class KeptSpike(Spike):
    """The spike view, whose last judgement can be read."""

    judged: Judged | None = None

    def step(self, start: int, n: Floats, heard: Flags, expected: Floats, dispersion: Floats) -> Judged:
        self.judged = super().step(start, n, heard, expected, dispersion)
        return self.judged


class KeptBuildUp(BuildUp):
    """The build-up view, whose last judgement can be read."""

    judged: Judged | None = None

    def step(self, start: int, n: Floats, heard: Flags, expected: Floats, dispersion: Floats) -> Judged:
        self.judged = super().step(start, n, heard, expected, dispersion)
        return self.judged


class Recorder:
    """A view that judges nothing: of its one series it remembers every bin."""

    name: Name = "spike"
    step_min = BIN_MIN

    def __init__(self) -> None:
        self.size = 0
        self.bins = 0
        self._table = np.empty((1024, 4))

    def step(self, start: int, n: Floats, heard: Flags, expected: Floats, dispersion: Floats) -> Judged:
        if self.bins == len(self._table):
            self._table = np.concatenate([self._table, np.empty_like(self._table)])
        posts = n[0] if heard[0] else np.nan
        self._table[self.bins] = (start, posts, expected[0], dispersion[0])
        self.bins += 1
        nothing = np.zeros(self.size)
        return Judged(nothing, np.full(self.size, np.inf), nothing.astype(np.int8))

    @property
    def starts(self) -> NDArray[np.int64]:
        return self._table[: self.bins, 0].astype(np.int64)

    @property
    def posts(self) -> Floats:
        """nan where nothing was heard."""
        return self._table[: self.bins, 1]

    @property
    def expected(self) -> Floats:
        """nan as long as nothing was known."""
        return self._table[: self.bins, 2]

    @property
    def dispersion(self) -> Floats:
        return self._table[: self.bins, 3]

    def pulse(self, since: int, until: int) -> Pulse:
        """The bins that began in [since, until)."""
        times = self._table[: self.bins, 0]
        first, beyond = np.searchsorted(times, (since, until))
        part = self._table[first:beyond]
        return Pulse(part[:, 0].astype(np.int64), part[:, 1], part[:, 2])

    def windows(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats]:
        return np.ones(len(rows), np.intp), np.zeros(len(rows))

    def grow(self, size: int) -> None:
        self.size = size

    def keep(self, rows: NDArray[np.intp]) -> None:
        self.size = len(rows)

    def state(self) -> State:
        return {"table": self._table[: self.bins]}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        self._table = np.array(state["table"], np.float64)
        self.bins = len(self._table)
