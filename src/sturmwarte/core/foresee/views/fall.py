"""Falls within two hours, for a recorded series whose rows may be minutes or hours apart.

Live, the build-up view tells of falls, in bins of five minutes. This asks the same of rows of any length:
the posts of two hours against the usual, measured in the series' own deepest falls (records.py).
"""

from collections import deque

import numpy as np

from sturmwarte.core.foresee.views.base import Flags, Floats
from sturmwarte.core.foresee.views.records import Records

WINDOW_MIN = 120
VARIES = 0.05
"""Relative variance of the usual itself: what is expected is only known so well."""


class Fall:
    """Steps of `step_min` minutes; a change of it begins a new window."""

    def __init__(self, size: int = 1) -> None:
        self.step_min = 5
        self._records = Records(size, 1)
        self._window: deque[tuple[Floats, Floats]] = deque()

    def step(self, start: int, n: Floats, heard: Flags, expected: Floats) -> Floats:
        """So often in 30 days chance brings as deep a fall, as `View.step`; inf where not judged."""
        usable = heard & np.isfinite(expected) & np.isfinite(n)
        self._records.advance(start)
        self._window.append((np.where(usable, n, 0.0), np.where(usable, expected, 0.0)))
        rows = max(1, WINDOW_MIN // self.step_min)
        while len(self._window) > rows:
            self._window.popleft()
        posts, usual = np.sum(np.array(self._window), axis=0)
        whole = usable & (len(self._window) == rows)
        depth = np.log((usual + 1.0) / (posts + 1.0)) / np.sqrt(1.0 / (usual + 1.0) + VARIES)
        value = np.maximum(np.where(whole, depth, 0.0), 0.0)[:, None]
        rate = self._records.per_month(value)[:, 0]
        self._records.learn(value, whole)
        return np.where(whole, rate, np.inf)

    def undo(self) -> None:
        """Take the last step back, so that it can be told anew with more posts (never with fewer)."""
        self._window.pop()
