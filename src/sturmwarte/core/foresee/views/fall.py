"""Falls within two hours, for a recorded series whose rows may be minutes or hours apart.

Live, the build-up view tells of falls, in bins of five minutes. This asks the same of rows of any length:
the posts of two hours against the usual, measured in the series' own deepest falls (records.py).
"""

from collections import deque
from math import inf, isfinite, log, sqrt

import numpy as np

from sturmwarte.core.foresee.views.records import Records

WINDOW_MIN = 120
VARIES = 0.05
"""Relative variance of the usual itself: what is expected is only known so well."""
HEARD = 0.9
"""Share of the window that must have been heard: in a part of it chance has more play than in its highs."""
_HEARD = np.ones(1, bool)


class Fall:
    """Steps of `step_min` minutes; a change of it begins a new window."""

    def __init__(self) -> None:
        self.step_min = 5
        self._records = Records(1, 1)
        self._window: deque[tuple[float, float] | None] = deque()

    def step(self, start: int, posts: float | None, expected: float) -> float:
        """So often in 30 days chance brings as deep a fall, as `View.step`; inf where not judged.

        `posts`: None where not heard; `expected`: nan where nothing is known yet.
        """
        usable = posts is not None and isfinite(expected)
        self._records.advance(start)
        self._window.append((posts or 0.0, expected) if usable else None)
        rows = max(1, WINDOW_MIN // self.step_min)
        while len(self._window) > rows:
            self._window.popleft()
        told = [each for each in self._window if each is not None]
        if not usable or len(told) < HEARD * rows:
            return inf
        total = sum(posts for posts, _ in told) + 1.0
        usual = sum(usual for _, usual in told) + 1.0
        depth = max(log(usual / total), 0.0) / sqrt(1.0 / usual + VARIES)
        return float(self._records.judge(np.array([[depth]]), _HEARD)[0, 0])

    def undo(self) -> None:
        """Take the last step back, so that it can be told anew with more posts (never with fewer)."""
        self._window.pop()
