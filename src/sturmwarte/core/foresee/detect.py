"""One recorded series, row by row: a score for each row that rests on it and on earlier rows only.

A row is one step of time, as long as the rows are apart (from a minute to a day; five minutes until that
is known). What is missing or not a number was not heard, and is not zero. The view that watches live judges
the rows; what it would say again and again is said once.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.normal import Settings, Usual
from sturmwarte.core.foresee.storms.steps import Steps
from sturmwarte.core.foresee.views.base import Floats, as_score
from sturmwarte.core.foresee.views.fall import Fall
from sturmwarte.core.foresee.views.spike import Spike

HALF_HOUR = 30
HUSH_MIN = 12 * 60
"""A score no higher than one of the last twelve hours tells nothing new and is held back (0) ..."""
HUSH = 0.033
"""... unless it is higher by this: chance brings it less than two thirds as often."""
MOST_PARTS = 4
"""Half hours that stand for a step of hours or a day."""
FALL = 1.0, 10.0
"""A fall counts where chance brings it at most once a month, and then as what comes ten times a month:
most silences are a source's, not the public's, and none is to outrank a storm."""
_MOST = 1e12
_NO_SPREAD = np.ones(1)


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
        self._spike, self._fall = Spike(1), Fall()
        self._before = self._spike.state()
        self._steps = Steps()
        self._last = self._half = -1
        self._rate = nan
        self._posts: float | None = None
        """Of the running step; None: nothing heard."""
        self._half_posts = self._half_min = 0.0
        """Heard since the running half hour (or longer step) began."""
        self._rises, self._falls = _Hush(), _Hush()

    def take(self, at: datetime, posts: float | None) -> float:
        """The score of a row: posts counted from `at` (aware) on; None or nan where nothing was heard.

        Rows of the same minute are one step; a row before the last one is not judged (0). Less than no
        posts count as none.
        """
        minute = int(at.timestamp() // 60)
        heard = posts is not None and isfinite(posts)
        count = min(max(float(posts), 0.0), _MOST) if posts is not None and heard else 0.0
        if minute < self._last:
            return 0.0
        if minute > self._last:
            self._begin(minute, count if heard else None)
        else:
            self._spike.restore(self._before)
            self._fall.undo()
        if heard:
            self._posts = (self._posts or 0.0) + count
        rise, fall = self._judge(minute, self._posts)
        return max(self._rises(minute, rise), self._falls(minute, fall))

    def _begin(self, minute: int, count: float | None) -> None:
        """A new step: learn the last; what lies between was not heard, or quiet where zeros are left out."""
        last, step = self._last, self._spike.step_min
        span = self._steps.take(minute, count)
        if last < 0:
            self._usual.grow(np.zeros(1, np.int64), self._calendar.slot(minute))
        else:
            self._account(self._posts)
            quiet = 0.0 if span.quiet_before else None
            for missed in range(max(last + step, minute - HUSH_MIN), minute, step):
                self._judge(missed, quiet)
                self._account(quiet)
        self._last, self._posts = minute, None
        self._spike.step_min = self._fall.step_min = max(1, span.minutes)
        self._before = {name: array.copy() for name, array in self._spike.state().items()}

    def _judge(self, minute: int, posts: float | None) -> tuple[float, float]:
        """The scores of a step as a rise and as a fall, before anything is held back."""
        expected = self._expected(minute)
        n, heard = np.array([posts or 0.0]), np.array([posts is not None])
        judged = self._spike.step(minute, n, heard, np.array([expected]), _NO_SPREAD)
        deep = self._fall.step(minute, posts, expected) <= FALL[0]
        return float(judged.score[0]), float(as_score(np.array(FALL[1]))) if deep else 0.0

    def _expected(self, minute: int) -> float:
        """Usual posts in the step from `minute` (nan: too little known); learns a half hour that is over."""
        half, step = minute // HALF_HOUR, self._spike.step_min
        if half != self._half:
            self._learn()
            self._half = half
            self._usual.begin(self._calendar.slot(minute))
            known = self._usual.days[0] >= self._settings.first_days
            self._rate = float(self._usual.rate()[0]) if known else nan
        if step <= HALF_HOUR or not isfinite(self._rate):
            return self._rate * step
        rates = self._usual.rates(0, self._calendar.slots(_within(minute, step)))
        return float(rates.mean()) * step

    def _account(self, posts: float | None) -> None:
        if posts is not None:
            self._half_posts += posts
            self._half_min += self._spike.step_min

    def _learn(self) -> None:
        """Take in the half hour that is over, or the longer step by half hours spread over it."""
        if self._half_min <= 0:
            return
        minutes = min(self._half_min, HALF_HOUR)
        posts, heard = np.array([self._half_posts * minutes / self._half_min]), np.array([minutes])
        for slot in self._calendar.slots(_within(self._half * HALF_HOUR, round(self._half_min))).tolist():
            if self._half_min > HALF_HOUR:
                self._usual.begin(slot)
            self._usual.learn(slot, posts, heard)
        self._half_posts = self._half_min = 0.0


class _Hush:
    """Holds back what was said before: within the span what is said only rises."""

    def __init__(self) -> None:
        self._said: list[tuple[int, float]] = []

    def __call__(self, minute: int, score: float) -> float:
        self._said = [(at, said) for at, said in self._said if minute - HUSH_MIN < at < minute]
        if score <= 0 or (self._said and score < self._said[-1][1] + HUSH):
            return 0.0
        self._said.append((minute, score))
        return score


def scores(
    times: NDArray[np.datetime64] | Sequence[datetime],
    values: Sequence[float] | Floats,
    calendar: Calendar | None = None,
) -> Floats:
    """A score in 0..1 for each row, strictly causal and deterministic; the same as `Scorer` row by row.

    `times` rise (a row before the last one scores 0); those without a zone are UTC. `values` may hold nan.
    """
    scorer = Scorer(calendar)
    rows = zip(times, np.asarray(values, float).tolist(), strict=True)
    return np.array([scorer.take(_moment(at), value) for at, value in rows], float)


def _within(minute: int, step: int) -> NDArray[np.int64]:
    """The minutes that stand for a step: its start, or a few spread over a long one."""
    parts = min(max(round(step / HALF_HOUR), 1), MOST_PARTS)
    return minute + np.arange(parts, dtype=np.int64) * step // parts


def _moment(at: datetime | np.datetime64) -> datetime:
    if isinstance(at, np.datetime64):
        return datetime.fromtimestamp(int(at.astype("datetime64[s]").astype(np.int64)), UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
