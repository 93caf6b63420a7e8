"""Storms as anybody sees them afterwards: looking ahead is allowed here, and only here.

An hour is stormy when it brings three times what is usual at that time of day in the four weeks around it,
ten posts more than that, and five times the scatter usual for the series. Stormy hours less than a night
apart are one storm. It starts with the first five minutes of its steep rise.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Minutes = NDArray[np.int64]

TIMES, MORE, SCATTER = 3.0, 10.0, 5.0
APART_H = 12
_BIN_MIN, _BINS = 5, 12
_DAYS = 14
_LOWER = 0.75
"""Share of the days, the quietest, that say what is usual: a storm of a week must not."""


class Rise(NamedTuple):
    """Minutes since 1970 of its start, peak and end; posts; posts an hour at the peak, and usually then."""

    started: int
    peak_at: int
    ended: int
    posts: int
    peak_rate: float
    usual: float


def rises(starts: Minutes, posts: Floats) -> list[Rise]:
    """The storms in bins of five minutes (`starts`: minutes since 1970, rising; nan: not heard)."""
    if not len(starts):
        return []
    first = int(starts[0]) // 60 * 60
    bins = np.full(((int(starts[-1]) - first) // 60 + 1) * _BINS, np.nan)
    bins[(starts - first) // _BIN_MIN] = posts
    hours = _hourly(bins)
    usual = usual_hours(hours)
    stormy = np.flatnonzero(_is_stormy(hours, usual))
    if not len(stormy):
        return []
    parts = np.split(stormy, np.flatnonzero(np.diff(stormy) > APART_H) + 1)
    return [_rise(first, bins, hours, usual, int(part[0]), int(part[-1])) for part in parts]


def _hourly(bins: Floats) -> Floats:
    """Posts of each hour; what was heard of at least half of it is taken for the whole."""
    by_hour = bins.reshape(-1, _BINS)
    heard = np.isfinite(by_hour).sum(axis=1)
    total = np.nansum(by_hour, axis=1) * _BINS / np.maximum(heard, 1)
    return np.where(heard >= _BINS / 2, total, np.nan)


def usual_hours(hours: Floats) -> Floats:
    """Of each hour, the mean of the same hour on the quieter days of the four weeks around it."""
    days = -(-len(hours) // 24)
    table = np.full((days + 2 * _DAYS, 24), np.nan)
    table[_DAYS : _DAYS + days].reshape(-1)[: len(hours)] = hours
    usual = np.empty((days, 24))
    for day in range(days):
        around = np.sort(table[day : day + 2 * _DAYS + 1], axis=0)  # nan comes last
        keep = np.maximum(np.floor(np.isfinite(around).sum(axis=0) * _LOWER), 1)
        lower = np.where(np.arange(len(around))[:, None] < keep, around, 0.0)
        usual[day] = np.nansum(lower, axis=0) / np.maximum(keep, 1)
    # An hour alone is few days; its neighbours know nearly the same.
    spread = np.stack([np.roll(usual, shift, axis=1) for shift in (-1, 0, 1)]).mean(axis=0)
    flat: Floats = np.maximum(usual, spread).reshape(-1)[: len(hours)]
    return flat


def _is_stormy(hours: Floats, usual: Floats) -> NDArray[np.bool_]:
    away = (hours - usual) / np.sqrt(usual + 1.0)
    heard = away[np.isfinite(away)]
    scatter = max(1.0, 1.4826 * float(np.median(np.abs(heard - np.median(heard))))) if len(heard) else 1.0
    with np.errstate(invalid="ignore"):  # what was not heard is no storm
        return (hours >= TIMES * usual) & (hours - usual >= MORE) & (away >= SCATTER * scatter)


def _rise(first: int, bins: Floats, hours: Floats, usual: Floats, began: int, last: int) -> Rise:
    inside = np.nan_to_num(hours[began : last + 1])
    top = began + int(inside.argmax())
    return Rise(
        started=first + _steep(bins, usual, began) * _BIN_MIN,
        peak_at=first + top * 60,
        ended=first + (last + 1) * 60,
        posts=int(np.nansum(bins[began * _BINS : (last + 1) * _BINS])),
        peak_rate=round(float(hours[top]), 2),
        usual=round(float(usual[top]), 2),
    )


def _steep(bins: Floats, usual: Floats, hour: int) -> int:
    """Back from the middle of the first stormy hour, as far as quarters of an hour beat twice the usual."""
    counts = np.nan_to_num(bins)
    of_hour = counts[hour * _BINS : (hour + 1) * _BINS]
    at = hour * _BINS + int(np.searchsorted(np.cumsum(of_hour), of_hour.sum() / 2.0))
    least = max(0, at - 6 * _BINS)
    while at - 3 >= least and counts[at - 3 : at].sum() > max(2.0 * usual[(at - 3) // _BINS] / 4.0, 1.0):
        at -= 3
    while at < (hour + 1) * _BINS - 1 and counts[at] <= usual[at // _BINS] / _BINS:
        at += 1
    return at
