"""How long the time is that a row's value was counted in, and what the time between two rows means.

Everything is decided from the rows so far, so that what is said of a row never depends on later ones.
"""

from collections import Counter
from math import exp
from typing import NamedTuple

FIRST_STEP_MIN = 5
_LONGEST_MIN = 24 * 60
_REMEMBERED = 500
"""Gaps after which the step no longer changes."""
_ZEROS_DUE = 5.0
_LIKELY = 1e-3


class Span(NamedTuple):
    """`minutes` the row's posts were counted in, from its time on; `quiet_before`: the gap before it was
    heard and brought nothing (else it was not heard)."""

    minutes: int
    quiet_before: bool


class Steps:
    """The step is the gap that most rows so far have before them, or else the smallest.

    A row that is missing was not heard. Except in a list without a single zero where chance would have
    brought some: there zeros were left out, and a gap no longer than usual for so few posts is quiet.
    """

    def __init__(self) -> None:
        self._gaps: Counter[int] = Counter()
        self._known = 0
        self._first = self._last = -1
        self._posts = 0.0
        self._zeros = 0
        self.step = FIRST_STEP_MIN

    def take(self, minute: int, posts: float | None) -> Span:
        """The next row, at a minute not before the last one's."""
        gap = minute - self._last if self._last >= 0 else 0
        if gap > 0 and self._known < _REMEMBERED:
            self._known += 1
            self._gaps[min(gap, _LONGEST_MIN)] += 1
            common, times = self._gaps.most_common(1)[0]
            self.step = common if 2 * times >= self._known else min(self._gaps)
        quiet = gap > self.step and self._is_quiet(gap)
        self._first = minute if self._first < 0 else self._first
        self._last = max(self._last, minute)
        if posts is not None:
            self._posts += posts
            self._zeros += posts == 0
        return Span(self.step, quiet)

    def _is_quiet(self, gap: int) -> bool:
        watched = self._last + self.step - self._first
        if self._zeros or watched <= 0:
            return False
        rate = self._posts / watched
        zeros_due = watched / self.step * exp(-rate * self.step)
        return zeros_due >= _ZEROS_DUE and exp(-rate * gap) > _LIKELY
