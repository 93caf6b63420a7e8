"""The shapes of shocks: what comes from outside, in posts a bin, before posts bring posts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from sturmwarte.core.foresee.forecast.course import HOUR, Array
from sturmwarte.core.foresee.forecast.drawing import by_scale, evenly

WARM = 30 * HOUR
"""Bins before the earliest shock."""
JITTER = 12 * HOUR
Draw = Callable[[int, Array, Mapping[str, Any], Generator], Array]


def shocks(usual: Array, settings: Mapping[str, Any], rng: Generator) -> tuple[Array, Array]:
    """((waves, bins) posts a bin, (waves,) share of copies). Shapes as often as `settings` says."""
    waves, bins = len(usual), usual.shape[1]
    names = list(settings["shapes"])
    odds = np.array([settings["shapes"][name] for name in names], float)
    drawn = rng.choice(len(names), waves, p=odds / odds.sum())
    start = WARM + rng.integers(0, JITTER, waves)
    hours = (np.arange(bins)[None, :] - start[:, None]) / HOUR
    driver, campaign = np.zeros_like(usual), np.zeros(waves)
    for at, name in enumerate(names):
        rows = np.flatnonzero(drawn == at)
        if not rows.size or name == "none":
            continue
        shape = SHAPES[name](rows.size, hours[rows], settings, rng)
        height = _size(usual[rows], start[rows], settings, rng)
        driver[rows] = np.multiply(shape, height[:, None])
        if name == "campaign":
            campaign[rows] = rng.uniform(0.4, 1.0, rows.size)
    # The awake talk more: shocks follow the day in part.
    follow = rng.uniform(0, 1, waves)[:, None]
    day = usual / usual.mean(axis=1, keepdims=True)
    at_start = np.take_along_axis(day, start[:, None], axis=1)
    return np.asarray(driver * (day / at_start) ** follow), campaign


def _size(usual: Array, start: NDArray[np.int64], settings: Mapping[str, Any], rng: Generator) -> Array:
    """Height of a shock in posts a bin: some times the usual, with a floor for small topics."""
    low, high = settings["times_usual"]
    # Small ones are more frequent: a power law in size.
    u = rng.uniform(0, 1, len(usual))
    power = settings["size_power"]
    times = (low**-power + u * (high**-power - low**-power)) ** (-1 / power)
    floor = by_scale(rng, settings["floor_per_hour"], len(usual)) / HOUR
    level = np.take_along_axis(usual, start[:, None], axis=1)[:, 0]
    return np.asarray(times * np.maximum(level, floor / low))


def _between(rng: Generator, bounds: Sequence[float], many: int) -> Array:
    return by_scale(rng, bounds, many)[:, None]


def flash(many: int, hours: Array, settings: Mapping[str, Any], rng: Generator) -> Array:
    """At once high, then falling as a power law (exogenous)."""
    core, power = _between(rng, settings["flash_core_h"], many), evenly(rng, settings["flash_power"], many)
    rise = _between(rng, settings["flash_rise_h"], many)
    after = (1 + np.maximum(hours, 0) / core) ** -power[:, None]
    return np.asarray(np.where(hours >= 0, after * np.minimum(1, (hours + 1 / HOUR) / rise), 0.0))


def build_up(many: int, hours: Array, settings: Mapping[str, Any], rng: Generator) -> Array:
    """Grows for hours, stands, and falls about as it grew (endogenous)."""
    grow, stand = _between(rng, settings["grow_h"], many), _between(rng, settings["stand_h"], many)
    fall = grow * _between(rng, (0.3, 3.0), many)
    rising = np.exp(np.clip(3 * (hours - grow) / grow, -12, 0))
    falling = (1 + np.maximum(hours - grow - stand, 0) / fall) ** -2.0
    return np.where(hours >= 0, np.minimum(rising, 1.0) * falling, 0.0)


def plateau(many: int, hours: Array, settings: Mapping[str, Any], rng: Generator) -> Array:
    """An event with a beginning and an end: a match, a hearing, a press conference."""
    lasts, edge = _between(rng, settings["plateau_h"], many), _between(rng, (0.1, 1.0), many)
    level = 1 / (1 + np.exp(-np.clip((hours - edge) / edge * 3, -30, 30)))
    return np.asarray(level / (1 + np.exp(np.clip((hours - lasts) / edge * 3, -30, 30))))


def several(many: int, hours: Array, settings: Mapping[str, Any], rng: Generator) -> Array:
    """A flash, and later ones when others take it up: sometimes higher than the first."""
    total, later = flash(many, hours, settings, rng), np.zeros((many, 1))
    for _ in range(3):
        later = later + _between(rng, settings["next_wave_h"], many)
        height = _between(rng, (0.2, 2.5), many) * (rng.uniform(0, 1, (many, 1)) < 0.6)
        total = total + height * flash(many, hours - later, settings, rng)
    return total


def campaign(many: int, hours: Array, settings: Mapping[str, Any], rng: Generator) -> Array:
    """Copies at an even pace, begun and ended by somebody; now and then with a pause."""
    lasts, pause = _between(rng, settings["campaign_h"], many), _between(rng, (0.5, 6.0), many)
    on = (hours >= 0) & (hours < lasts)
    pausing = (rng.uniform(0, 1, (many, 1)) < 0.4) & (np.mod(hours, 2 * pause) > pause)
    return np.where(on & ~pausing, 1.0, 0.0)


def burst(many: int, hours: Array, settings: Mapping[str, Any], rng: Generator) -> Array:
    """One post passed on: over within the hour."""
    life = _between(rng, settings["burst_h"], many)
    return np.where(hours >= 0, np.exp(-np.maximum(hours, 0) / life), 0.0)


SHAPES: dict[str, Draw] = {
    "flash": flash, "build_up": build_up, "plateau": plateau, "several": several,
    "campaign": campaign, "burst": burst,
}  # fmt: skip
