"""The build-up view: hours, seasonal. What rises slowly is seen here before minutes show it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.signal import View as Name
from sturmwarte.core.foresee.views.base import Flags, Floats, Judged, State, as_score
from sturmwarte.core.foresee.views.tail import Tail

STEPS = 72
WINDOWS = (12, 24, 36, 72)
"""One, two, three and six hours, in bins of five minutes."""


class BuildUp:
    """Posts against the usual over the last hours; the most telling window speaks."""

    name: Name = "build_up"
    step_min = 5

    def __init__(self, size: int = 0) -> None:
        self._tail = Tail(size, 30)
        self.posts = np.zeros((size, STEPS), np.float32)
        self.mean = np.zeros((size, STEPS), np.float32)
        self._seen = np.full(size, WINDOWS[0])

    @property
    def size(self) -> int:
        return len(self.posts)

    def window(self, row: int) -> tuple[int, float, float]:
        """Minutes, posts and usual posts of the window that spoke in the last step."""
        width = int(self._seen[row])
        at = (self._at - np.arange(width)) % STEPS
        return width * 5, float(self.posts[row, at].sum()), float(self.mean[row, at].sum())

    def step(self, start: int, n: Floats, heard: Flags, expected: Floats, dispersion: Floats) -> Judged:
        usable = heard & np.isfinite(expected)
        self._at = start // 5 % STEPS
        self.posts[:, self._at] = np.where(usable, n, 0)
        self.mean[:, self._at] = np.where(usable, expected, 0)
        best, side = np.zeros(self.size), np.zeros(self.size, np.int8)
        relative = (np.maximum(dispersion, 1.0) - 1.0) / np.maximum(np.where(usable, expected, 1.0), 1e-9)
        for width in WINDOWS:
            at = (self._at - np.arange(width)) % STEPS
            posts, mean = self.posts[:, at].sum(axis=1), self.mean[:, at].sum(axis=1)
            z = (posts - mean) / np.sqrt(mean + relative * mean**2 + 0.5)
            value = np.minimum(np.abs(z), 40.0)
            better = value > best
            best = np.where(better, value, best)
            side = np.where(better, np.sign(z), side).astype(np.int8)
            self._seen = np.where(better, width, self._seen)
        surprise = 0.5 * np.minimum(best, 9.0) ** 2
        per_month = np.where(usable, self._tail.per_month(surprise), np.inf)
        if (start // 5 + 1) % 6 == 0:
            self._tail.learn(surprise, usable)
        return Judged(np.where(usable, as_score(per_month), 0.0), per_month, np.where(usable, side, 0))

    def grow(self, size: int) -> None:
        more = size - self.size
        tail = np.zeros((more, self._tail.seen.shape[1]), np.float32)
        self._tail.seen = np.concatenate([self._tail.seen, tail])
        self.posts = np.concatenate([self.posts, np.zeros((more, STEPS), np.float32)])
        self.mean = np.concatenate([self.mean, np.zeros((more, STEPS), np.float32)])
        self._seen = np.concatenate([self._seen, np.full(more, WINDOWS[0])])

    def keep(self, rows: NDArray[np.intp]) -> None:
        self._tail.seen = self._tail.seen[rows]
        self.posts, self.mean, self._seen = self.posts[rows], self.mean[rows], self._seen[rows]

    def state(self) -> State:
        return {"tail": self._tail.seen, "posts": self.posts, "mean": self.mean}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        self._tail.seen = np.array(state["tail"], np.float32)
        self.posts = np.array(state["posts"], np.float32)
        self.mean = np.array(state["mean"], np.float32)
        self._seen = np.full(len(self.posts), WINDOWS[0])
