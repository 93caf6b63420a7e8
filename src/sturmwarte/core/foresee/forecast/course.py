"""A wave's counts as the forecast sees them: five-minute bins from a day before its onset until now."""

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.forecast.errors import ForecastError

BIN_MIN = 5
HOUR = 60 // BIN_MIN
DAY = 24 * HOUR
SEEN = 3 * DAY
"""Bins a forecast looks back at most."""
BIN = timedelta(minutes=BIN_MIN)

Array = NDArray[np.float64]


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """What else is known of the posts so far; None where it is not. Shares 0..1, `reach` in followers."""

    negative: float | None = None
    outraged: float | None = None
    authors: float | None = None
    """Authors by posts: 1 where everybody wrote once."""
    campaign: float | None = None
    top_tenth: float | None = None
    reach: float | None = None


class Course(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """`counts`: posts per bin, NaN where nothing was heard; the last bin ends at `now`. `expected`: what is
    usual for the same bins; `ahead`: for those of the next 24 hours (288), from `now`."""

    now: datetime
    onset: datetime
    counts: Array
    expected: Array
    ahead: Array
    marks: Marks = Marks()


class Past(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A finished wave: bins from `began` (up to a day before the onset) to its end and a day beyond it."""

    id: str
    began: datetime
    onset: datetime
    counts: Array
    expected: Array
    marks: Marks = Marks()

    def at(self, bins: int) -> Course:
        """The course as it was `bins` bins after `began`."""
        ahead = self.expected[bins : bins + DAY]
        return Course(
            now=self.began + bins * BIN,
            onset=self.onset,
            counts=self.counts[:bins],
            expected=self.expected[:bins],
            ahead=ahead if ahead.size else self.expected[max(bins - DAY, 0) : bins],
            marks=self.marks,
        )

    @property
    def onset_bin(self) -> int:
        """Bins from `began` to the onset."""
        return round((self.onset - self.began) / BIN)


class Batch(NamedTuple):
    """Many courses side by side: rows are courses, the last column of `counts` is the bin before now."""

    counts: Array
    """(courses, SEEN), NaN where not heard or before the course's first bin."""
    expected: Array
    """(courses, SEEN), 0 before the course's first bin."""
    ahead: Array
    """(courses, DAY)"""
    age: NDArray[np.int64]
    """Bins since the onset."""
    marks: Array
    """(courses, MARKS), NaN where unknown."""


MARKS = Marks.__struct_fields__


def batch(courses: list[Course]) -> Batch:
    """Raises `ForecastError` where a course's parts do not fit together."""
    rows = len(courses)
    counts, expected = np.full((rows, SEEN), np.nan), np.zeros((rows, SEEN))
    ahead, age = np.zeros((rows, DAY)), np.zeros(rows, np.int64)
    marks = np.full((rows, len(MARKS)), np.nan)
    for row, course in enumerate(courses):
        if len(course.counts) != len(course.expected):
            raise ForecastError(
                f"{len(course.counts)} counts but {len(course.expected)} expected ones: give as many of both"
            )
        tail = min(len(course.counts), SEEN)
        if tail:
            counts[row, -tail:] = course.counts[-tail:]
            expected[row, -tail:] = _sound(course.expected[-tail:])
        ahead[row] = _ahead(course)
        age[row] = max(round((course.now - course.onset) / BIN), 0)
        marks[row] = [np.nan if (m := getattr(course.marks, name)) is None else m for name in MARKS]
    counts[~((counts >= 0) & (counts < np.inf))] = np.nan
    return Batch(counts, expected, ahead, age, marks)


def _sound(rates: Array) -> Array:
    return np.clip(np.nan_to_num(rates, nan=0.0, posinf=0.0), 0.0, 1e9)


def _ahead(course: Course) -> Array:
    """The usual of the next day; what is missing of it is taken from the same hours of the day before."""
    given = _sound(course.ahead[:DAY])
    if given.size < DAY:
        before = _sound(course.expected[-DAY:])
        if not before.size:
            before = given if given.size else np.zeros(1)
        filled = np.resize(before, DAY)
        filled[: given.size] = given
        return filled
    return given
