"""What the last hours of a series say: posts, usual posts and hearing in any stretch of them."""

from datetime import datetime, timedelta
from math import sqrt
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Pulse(Protocol):
    """Counts in equal bins. `minutes`: when each began, in minutes since 1970 (UTC); `counts`: posts in it,
    nan where nothing was heard; `expected`: the usual posts in it, 0 or nan where nobody knows."""

    @property
    def minutes(self) -> NDArray[np.int64]: ...
    @property
    def counts(self) -> NDArray[np.float64]: ...
    @property
    def expected(self) -> NDArray[np.float64]: ...


class Stretch(NamedTuple):
    """`posts` and `usual` of the minutes that were heard, `heard` of them, of `minutes` asked for."""

    posts: float
    usual: float
    heard: float
    minutes: float

    @property
    def rate(self) -> float:
        """Posts an hour while heard; nan when nothing was."""
        return self.posts * 60 / self.heard if self.heard else float("nan")

    @property
    def usual_rate(self) -> float:
        return self.usual * 60 / self.heard if self.heard else float("nan")

    @property
    def is_heard(self) -> bool:
        """Enough of it to speak of it at all."""
        return self.heard >= 0.6 * self.minutes


def minute_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


class Course:
    """A pulse that can be asked for any stretch before `now`; built once a minute for each open wave."""

    def __init__(self, pulse: Pulse, now: datetime) -> None:
        self._now = minute_of(now)
        begins = np.asarray(pulse.minutes, dtype=np.int64)
        counts = np.asarray(pulse.counts, dtype=np.float64)
        usual = np.nan_to_num(np.asarray(pulse.expected, dtype=np.float64))
        step = int(begins[1] - begins[0]) if len(begins) > 1 else 5
        lasted = np.clip(self._now - begins, 0, step).astype(np.float64)
        heard = ~np.isnan(counts) & (lasted > 0)
        self._begins = begins
        self._posts = _sums(np.where(heard, counts, 0.0))
        self._usual = _sums(np.where(heard, usual * lasted / step, 0.0))
        self._heard = _sums(np.where(heard, lasted, 0.0))

    def last(self, minutes: float, ago: float = 0) -> Stretch:
        """The `minutes` that ended `ago` minutes ago, in whole bins."""
        end = self._now - ago
        first, beyond = np.searchsorted(self._begins, (end - minutes, end))
        if first == beyond:
            return Stretch(0.0, 0.0, 0.0, minutes)
        return Stretch(
            float(self._posts[beyond] - self._posts[first]),
            float(self._usual[beyond] - self._usual[first]),
            float(self._heard[beyond] - self._heard[first]),
            minutes,
        )

    def since(self, moment: datetime) -> Stretch:
        return self.last(self._now - minute_of(moment))

    def hours(self, first_ago: int, last_ago: int) -> list[Stretch]:
        """The hours that ended `first_ago` to `last_ago` hours ago, as far as they were heard."""
        found = (self.last(60, hour * 60) for hour in range(first_ago, last_ago + 1))
        return [hour for hour in found if hour.is_heard]


def growth(now: Stretch, before: Stretch) -> float:
    """How sure it is that `now` brings more than `before`, in standard deviations (negative: less).

    Difference of square roots, which makes the scatter of counts about equal (Anscombe 1948).
    """
    if not (now.heard and before.heard):
        return 0.0
    scaled = before.posts * now.heard / before.heard
    return sqrt(2) * (sqrt(now.posts + 0.375) - sqrt(scaled + 0.375))


def _sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate(([0.0], np.cumsum(values)))


def as_time(now: datetime, minutes_ago: float) -> datetime:
    return now - timedelta(minutes=minutes_ago)
