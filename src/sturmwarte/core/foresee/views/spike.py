"""The spike view: five minutes at a time, rises above the usual."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.signal import View as Name
from sturmwarte.core.foresee.views.base import Flags, Floats, Judged, State, as_score
from sturmwarte.core.foresee.views.tail import Tail


class Spike:
    name: Name = "spike"
    step_min = 5

    def __init__(self, size: int = 0) -> None:
        self._tail = Tail(size, self.step_min)

    @property
    def size(self) -> int:
        return len(self._tail.seen)

    def step(self, start: int, n: Floats, heard: Flags, expected: Floats, dispersion: Floats) -> Judged:
        usable = heard & np.isfinite(expected)
        mean = np.where(usable, expected, 1.0)
        n = np.where(usable, n, mean)
        # Twice the difference of roots has unit variance for counts; its square over two is the surprise.
        z = 2.0 * (np.sqrt(n + 0.375) - np.sqrt(mean + 0.375)) / np.sqrt(np.maximum(dispersion, 1.0))
        surprise = np.where(z > 0, 0.5 * z * z, 0.0)
        per_month = np.where(usable, self._tail.per_month(surprise), np.inf)
        self._tail.learn(surprise, usable)
        score = np.where(usable, as_score(per_month), 0.0)
        return Judged(score, per_month, np.where(usable, np.sign(z), 0).astype(np.int8))

    def grow(self, size: int) -> None:
        more = np.zeros((size - self.size, self._tail.seen.shape[1]), np.float32)
        self._tail.seen = np.concatenate([self._tail.seen, more])

    def keep(self, rows: NDArray[np.intp]) -> None:
        self._tail.seen = self._tail.seen[rows]

    def state(self) -> State:
        return {"tail": self._tail.seen}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        self._tail.seen = np.array(state["tail"], np.float32)
