"""The course of the week: ratios to the level by half hour, smoothed, drawn towards what more have seen."""

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.calendar import SLOTS, SLOTS_A_DAY

Floats = NDArray[np.float64]
Season = NDArray[np.float16]

KERNEL = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9.0
"""Neighbouring half hours are alike: one is read with two on either side."""
GAIN = float(1 / (KERNEL**2).sum())
"""So many times the posts stand behind a smoothed half hour."""


def drawn(own: Floats, weight: Floats, towards: Floats | float, pull: float) -> Floats:
    """The mean of `own` and `towards`, weighted with what each has seen."""
    return (own * weight + towards * pull) / (weight + pull)


def smoothed(season: Season, slots: NDArray[np.intp]) -> Floats:
    """[n, len(slots)]: each slot with its neighbours in the week; nan where none of them was heard."""
    total, weight = np.zeros((len(season), len(slots))), np.zeros((len(season), len(slots)))
    for off, share in zip(range(-2, 3), KERNEL.tolist(), strict=True):
        values = season[:, (slots + off) % SLOTS].astype(np.float64)
        heard = ~np.isnan(values)
        total += np.where(heard, values, 0.0) * share
        weight += heard * share
    return np.where(weight > 0, total / np.maximum(weight, 1e-12), np.nan)


def day_shape(season: Season, slot: int) -> tuple[Floats, Floats]:
    """The same half hour over all days of the week: mean ratio, and how many times a slot's posts it saw."""
    slots = (slot % SLOTS_A_DAY + SLOTS_A_DAY * np.arange(7)).astype(np.intp)
    values = smoothed(season, slots)
    heard = ~np.isnan(values)
    count = heard.sum(axis=1)
    mean = np.where(heard, values, 0.0).sum(axis=1) / np.maximum(count, 1)
    return np.where(count > 0, mean, 1.0), GAIN * count


def slot_shape(season: Season, slot: int) -> tuple[Floats, Floats]:
    """One half hour of the week: ratio, and how many times a slot's posts it saw."""
    found = smoothed(season, np.array([slot], np.intp))[:, 0]
    heard = ~np.isnan(found)
    return np.where(heard, found, 1.0), np.where(heard, GAIN, 0.0)
