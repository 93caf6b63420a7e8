"""One recorded series, row by row: a score for each row that rests on it and earlier rows only.

A row is one step of time, as long as the rows are apart (from a minute to a day; five minutes until that is
known). What is missing or not a number was not heard, and is not zero. The same view that watches live judges.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.normal import Settings, Usual
from sturmwarte.core.foresee.storms.steps import Steps
from sturmwarte.core.foresee.views.base import Floats, as_score
from sturmwarte.core.foresee.views.spike import Spike

HALF_HOUR = 30
HUSH_MIN = 12 * 60
"""A score as high as one of the last twelve hours, or little higher, tells nothing new: it is held back ..."""
HUSH = 0.033
"""... unless it is higher by this: chance brings it less than two thirds as often."""
_MOST = 1e12


class Scorer:
    """Scores rows as they come: 0 nothing unusual, 1 what chance brings once in 1,000 months.

    >>> from datetime import timedelta
    >>> start, scorer = datetime(2026, 3, 2, tzinfo=UTC), Scorer()
    >>> counts = [3 + (i * 7) % 5 for i in range(900)] + [60]
    >>> scores = [scorer.take(start + timedelta(minutes=5 * i), n) for i, n in enumerate(counts)]
    >>> max(scores[:900]) < 0.4 < scores[900]
    True
    """

    def __init__(self, calendar: Calendar | None = None) -> None:
        self._calendar = calendar or Calendar()
        self._settings = Settings()
        self._usual = Usual(self._settings)
        self._view = Spike(1)
        self._steps = Steps()
        self._last = self._half = -1
        self._bin = self._heard_min = self._posts = 0.0
        self._before = self._view.state()
        self._said: list[tuple[int, float]] = []

    def take(self, at: datetime, posts: float | None) -> float:
        """The score of a row: posts counted from `at` (aware) on; None or nan where nothing was heard.

        Rows of the same minute are one; a row before the last one is not judged (0).
        """
        minute = int(at.timestamp() // 60)
        if minute < self._last:
            return 0.0
        heard = posts is not None and isfinite(posts)
        count = min(max(float(posts), 0.0), _MOST) if posts is not None and heard else 0.0
        if minute == self._last:
            self._view.restore(self._before)
            self._bin += count
        else:
            self._go_to(minute, count if heard else None)
            self._bin = count
        return self._judge(minute, count, heard)

    def _go_to(self, minute: int, count: float | None) -> None:
        """A new step begins: what lies between was not heard, or quiet where zeros are left out."""
        last, step = self._last, self._view.step_min
        span = self._steps.take(minute, count)
        if last < 0:
            self._usual.grow(np.zeros(1, np.int64), self._calendar.slot(minute))
        for missed in range(max(last + step, minute - HUSH_MIN), minute, step) if last >= 0 else ():
            self._judge(missed, 0.0, span.quiet_before)
        self._last = minute
        self._view.step_min = max(1, span.minutes)
        self._before = {name: array.copy() for name, array in self._view.state().items()}

    def _judge(self, minute: int, count: float, heard: bool) -> float:
        expected = self._expected(minute)
        self._heard(minute, count, heard)
        known = self._usual.days[0] >= self._settings.first_days
        judged = self._view.step(
            minute,
            np.array([self._bin if minute == self._last else count]),
            np.array([heard]),
            np.array([expected if known else np.nan]),
            np.ones(1),
        )
        return self._hushed(minute, float(as_score(judged.per_month)[0]) if heard else 0.0)

    def _expected(self, minute: int) -> float:
        """Usual posts in the step from `minute`; learns the half hour that is over."""
        half, step = minute // HALF_HOUR, self._view.step_min
        if half != self._half:
            self._close()
            self._half = half
            self._usual.begin(self._calendar.slot(minute))
        if step <= HALF_HOUR:
            return float(self._usual.rate()[0]) * step
        minutes = minute + np.arange(0, step, HALF_HOUR, dtype=np.int64)
        return float(self._usual.rates(0, self._calendar.slots(minutes)).mean()) * step

    def _heard(self, minute: int, count: float, heard: bool) -> None:
        step = self._view.step_min
        if not heard:
            return
        self._posts += count
        if minute == self._last and self._bin != count:
            return
        self._heard_min += step

    def _close(self) -> None:
        """Learn what was heard since the last half hour began; a longer step is spread over its half hours."""
        if self._heard_min <= 0:
            return
        parts = max(1, round(self._heard_min / HALF_HOUR))
        for part in range(parts):
            slot = self._calendar.slot((self._half + part) * HALF_HOUR)
            self._usual.begin(slot)
            self._usual.learn(slot, np.array([self._posts / parts]), np.array([self._heard_min / parts]))
        self._posts = self._heard_min = 0.0

    def _hushed(self, minute: int, score: float) -> float:
        while self._said and self._said[0][0] <= minute - HUSH_MIN:
            self._said.pop(0)
        if self._said and score < self._said[-1][1] + HUSH:
            return 0.0
        if score > 0:
            # Each said one is higher than those before it: the last is the highest of the last hours.
            self._said.append((minute, score))
        return score


def scores(
    times: NDArray[np.datetime64] | Sequence[datetime],
    values: Sequence[float] | Floats,
    calendar: Calendar | None = None,
) -> Floats:
    """A score in 0..1 for each row, strictly causal. `times`: UTC where they carry no zone; rising."""
    scorer = Scorer(calendar)
    moments = np.asarray(times, "datetime64[s]").astype(np.int64) if len(times) else np.zeros(0, np.int64)
    rows = zip(moments.tolist(), np.asarray(values, float).tolist(), strict=True)
    return np.array([scorer.take(datetime.fromtimestamp(at, UTC), value) for at, value in rows], float)
