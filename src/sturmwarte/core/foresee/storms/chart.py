"""The course of a recorded series, thinned out for a chart."""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.storms.recorder import BIN_MIN, Recorder
from sturmwarte.core.foresee.storms.report import Chart
from sturmwarte.core.foresee.views.base import Floats

MOST_STEPS = 1500
_STEPS = (5, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 4320)
_Z80 = 1.2816


def chart(recorder: Recorder) -> Chart:
    """At most `MOST_STEPS` steps, whatever the length."""
    starts = recorder.starts
    length = int(starts[-1] - starts[0]) + BIN_MIN
    step = next((each for each in _STEPS if length / each <= MOST_STEPS - 1), _STEPS[-1])
    first = int(starts[0]) // step * step
    place = (starts - first) // step
    size = int(place[-1]) + 1
    heard, known = np.isfinite(recorder.posts), np.isfinite(recorder.expected)
    counts = _mean(place[heard], recorder.posts[heard], size)
    expected = _mean(place[known], recorder.expected[known], size)
    relative = (recorder.dispersion - 1.0) / np.maximum(recorder.expected, 1e-9)
    spread = _mean(place[known], relative[known], size) * BIN_MIN / 60.0  # of a share, not of posts
    away = _Z80 * np.sqrt(expected + np.maximum(spread, 0.0) * expected**2)
    return Chart(
        began=datetime.fromtimestamp(first * 60, UTC),
        step_min=step,
        counts=_told(counts),
        highest=_told(_highest(recorder.posts, place, size)),
        expected=_told(expected),
        low=_told(np.maximum(expected - away, 0.0)),
        high=_told(expected + away),
    )


def _mean(place: NDArray[np.int64], values: Floats, size: int) -> Floats:
    """Posts an hour, per step; nan where there is nothing."""
    number = np.bincount(place, minlength=size)
    total = np.bincount(place, values, minlength=size)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan) * (60.0 / BIN_MIN)


def _highest(posts: Floats, place: NDArray[np.int64], size: int) -> Floats:
    wide = 6
    sums = np.convolve(np.nan_to_num(posts), np.ones(wide), mode="full")[: len(posts)] * (
        60.0 / BIN_MIN / wide
    )
    most = np.full(size, -1.0)
    np.maximum.at(most, place, np.where(np.isfinite(posts), sums, -1.0))
    return np.where(most >= 0, most, np.nan)


def _told(values: Floats) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else round(float(value), 2) for value in values)
