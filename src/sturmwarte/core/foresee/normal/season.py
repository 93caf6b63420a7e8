"""The course of the week: ratios to the level by half hour, smoothed, drawn towards what more have seen.

A ratio is kept in one byte, on a log scale in steps of 2.5 %. Written with a dither, a mean of many is as
right as one of exact numbers, and a small change is not lost to rounding.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.calendar import SLOTS, SLOTS_A_DAY

Floats = NDArray[np.float64]
Season = NDArray[np.uint8]

KERNEL = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9.0
"""Neighbouring half hours are alike: one is read with two on either side."""
GAIN = float(1 / (KERNEL**2).sum())
"""So many times the posts stand behind a smoothed half hour."""

NEVER = 0
"""The code of a half hour that was never heard."""
MOST = 64.0
_FINE = 8.0
_STEPS = 254 / np.log1p(_FINE * MOST)
_RATIOS = np.concatenate([[np.nan], np.expm1(np.arange(255) / _STEPS) / _FINE])


def ratio_of(code: Season) -> Floats:
    """Ratios to the level; nan where never heard."""
    return np.asarray(_RATIOS[code], np.float64)


def code_of(ratio: Floats, dither: Floats | float = 0.5) -> Season:
    """`dither` 0..1: which of the two neighbouring codes is taken, the nearer the likelier."""
    exact = np.log1p(_FINE * np.clip(np.nan_to_num(ratio), 0.0, MOST)) * _STEPS
    return np.where(np.isnan(ratio), NEVER, 1 + np.minimum(np.floor(exact + dither), 254)).astype(np.uint8)


def drawn(own: Floats, weight: Floats, towards: Floats | float, pull: float) -> Floats:
    """The mean of `own` and `towards`, weighted with what each has seen."""
    return (own * weight + towards * pull) / (weight + pull)


def smoothed(season: Season, slots: NDArray[np.intp]) -> Floats:
    """[n, len(slots)]: each slot with its neighbours in the week; nan where none of them was heard."""
    total, weight = np.zeros((len(season), len(slots))), np.zeros((len(season), len(slots)))
    for off, share in zip(range(-2, 3), KERNEL.tolist(), strict=True):
        values = ratio_of(season[:, (slots + off) % SLOTS])
        heard = ~np.isnan(values)
        total += np.where(heard, values, 0.0) * share
        weight += heard * share
    return np.where(weight > 0, total / np.maximum(weight, 1e-12), np.nan)


class Found(NamedTuple):
    """Ratios at a time of day over all days (`day`) and at one slot of the week (`own`); 1 where unknown.

    The weights say how many times a slot's posts stand behind them.
    """

    day: Floats
    day_weight: Floats
    own: Floats
    own_weight: Floats


def week_slot(season: Season, slot: int) -> Found:
    """Of one slot, for many series: all [n]."""
    weekday, hour = divmod(slot, SLOTS_A_DAY)
    values = smoothed(season, (hour + SLOTS_A_DAY * np.arange(7)).astype(np.intp))
    day, weight = _mean(values)
    own = values[:, weekday]
    return Found(day, weight, np.where(np.isnan(own), 1.0, own), np.where(np.isnan(own), 0.0, GAIN))


def whole_week(season: Season) -> Found:
    """Of all slots: `day` [n, 48], `own` [n, 336]."""
    values = smoothed(season, np.arange(SLOTS))
    day, weight = _mean(values.reshape(-1, 7, SLOTS_A_DAY))
    return Found(day, weight, np.where(np.isnan(values), 1.0, values), np.where(np.isnan(values), 0.0, GAIN))


def _mean(values: Floats) -> tuple[Floats, Floats]:
    """Over the days, axis 1."""
    heard = ~np.isnan(values)
    count = heard.sum(axis=1)
    mean = np.where(heard, values, 0.0).sum(axis=1) / np.maximum(count, 1)
    return np.where(count > 0, mean, 1.0), GAIN * count
