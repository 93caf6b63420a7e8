"""Bursts put into recorded counts, to measure what is found; and what counts as found and as false.

Per series twelve places, at least 400 rows apart, 300 rows from a labelled window and after the first 2,016
rows; each of five copies carries every fifth of them, so that bursts do not hide each other. A rise of factor
f adds Poisson(level * (f - 1)) with the median of the day before as level (at least 1); a ramp climbs evenly
to that; a drop (begun between 8 and 18 h) sets zero. Found: an alarm the untouched series does not have,
within the burst or half an hour after. False: an alarm of the untouched series outside its windows, charged
again after six hours while it lasts.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.sets.nab import MUTE, Labelled, muted

Form = Literal["flat", "ramp", "drop"]
PLACES, COPIES = 12, 5
FREE = 2016
APART, FROM_WINDOW, AT_END = 400, 300, 200
DAY = 288
AFTER = 6
ROWS_A_MONTH = 30 * DAY


class Shape(NamedTuple):
    rows: int
    factor: float
    form: Form


SHAPES = {
    "x6-15m": Shape(3, 6, "flat"),
    "x6-3h": Shape(36, 6, "flat"),
    "x12-3h": Shape(36, 12, "flat"),
    "ramp-x6-6h": Shape(72, 6, "ramp"),
    "ramp-x12-6h": Shape(72, 12, "ramp"),
    "drop-2h": Shape(24, 0, "drop"),
}


class Copy(NamedTuple):
    """One copy of a series with its bursts: first rows in `places`, each `rows` long."""

    values: NDArray[np.float64]
    places: tuple[int, ...]
    rows: int


def copies(series: Labelled, shape: Shape, seed: int) -> Iterator[Copy]:
    rng = np.random.default_rng([seed, sum(map(ord, f"{series.name}.csv.gz"))])
    chosen = _places(series, shape, rng)
    for k in range(COPIES):
        values = series.values.copy()
        mine = sorted(chosen)[k::COPIES]
        for place in mine:
            _burst(values, series.values, place, shape, rng)
        yield Copy(values, tuple(mine), shape.rows)


def _places(series: Labelled, shape: Shape, rng: np.random.Generator) -> list[int]:
    rows = len(series.values)
    allowed = np.ones(rows, bool)
    allowed[:FREE] = allowed[rows - AT_END :] = False
    for first, last in series.spans:
        allowed[max(0, first - FROM_WINDOW) : last + FROM_WINDOW] = False
    if shape.form == "drop":
        hour = (series.times - series.times.astype("datetime64[D]")).astype("timedelta64[h]").astype(int)
        allowed &= (hour >= 8) & (hour < 18)
    chosen: list[int] = []
    for row in rng.permutation(np.flatnonzero(allowed)).tolist():
        if len(chosen) < PLACES and all(abs(row - other) > APART for other in chosen):
            chosen.append(row)
    return chosen


def _burst(
    values: NDArray[np.float64], clean: NDArray[np.float64], at: int, shape: Shape, rng: np.random.Generator
) -> None:
    level = max(float(np.median(clean[at - DAY : at])), 1.0)
    part = slice(at, at + shape.rows)
    if shape.form == "drop":
        values[part] = 0
    elif shape.form == "ramp":
        values[part] += rng.poisson(level * np.linspace(0, shape.factor - 1, shape.rows))
    else:
        values[part] += rng.poisson(level * (shape.factor - 1), shape.rows)


def false_alarms(series: Labelled, score: NDArray[np.float64], threshold: float) -> int:
    outside = np.where(series.inside, -np.inf, score)
    outside[:FREE] = -np.inf
    return len(muted(outside, threshold, MUTE))


def brand_months(series: Labelled) -> float:
    """What false alarms are counted over."""
    return float((~series.inside[FREE:]).sum()) / ROWS_A_MONTH


def threshold_for(clean: list[tuple[Labelled, NDArray[np.float64]]], per_month: float) -> float:
    """The lowest threshold with at most `per_month` false alarms a brand-month over these series together."""
    allowed = per_month * sum(brand_months(series) for series, _ in clean)
    levels = np.unique(np.concatenate([score[FREE:][~series.inside[FREE:]] for series, score in clean]))
    low, high = 0, len(levels)
    while low < high:
        middle = (low + high) // 2
        false = sum(false_alarms(series, score, levels[middle]) for series, score in clean)
        low, high = (low, middle) if false <= allowed else (middle + 1, high)
    return float(levels[low]) if low < len(levels) else float(np.nextafter(levels[-1], np.inf))


def found(copy: Copy, score: NDArray[np.float64], clean: NDArray[np.float64], threshold: float) -> int:
    new = (score >= threshold) & (clean < threshold)
    return sum(bool(new[at : at + copy.rows + AFTER].any()) for at in copy.places)
