"""Made-up waves to learn from before the station has seen any of its own.

Every wave is a topic's five days: a seasonal, restless background, one of several shocks, and posts that
bring posts (a Hawkes process in five-minute steps, so that flashes relax as Crane and Sornette 2008 found).
The usual that a forecaster is shown is estimated, hence wrong by some per cent. Settings come as data
(packs/foresee/waves.yaml); what they resemble stands there.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator

from sturmwarte.core.foresee.forecast.course import BIN_MIN, HOUR, Array
from sturmwarte.core.foresee.forecast.drawing import by_scale, evenly
from sturmwarte.core.foresee.forecast.excite import LIVES_MIN
from sturmwarte.core.foresee.forecast.shocks import JITTER, WARM, shocks

Settings = Mapping[str, Any]
LENGTH = WARM + JITTER + 66 * HOUR


class Made(NamedTuple):
    counts: Array
    """(waves, LENGTH)"""
    usual: Array
    """(waves, LENGTH) as a station would have estimated it."""
    campaign: Array
    """(waves,) share of the wave's posts that are copies."""


def simulate(waves: int, settings: Settings, seed: int, chunk: int = 400) -> Made:
    """Deterministic in `seed`; memory grows with `chunk`, not with what is drawn at once."""
    rng = np.random.default_rng(seed)
    parts = [_some(min(chunk, waves - at), settings, rng) for at in range(0, waves, chunk)]
    return Made(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _some(waves: int, settings: Settings, rng: Generator) -> Made:
    usual = _season(waves, settings, rng)
    restless = usual * _restless(waves, settings, rng)
    driver, campaign = shocks(usual, settings, rng)
    driver += _bursts(usual, settings, rng)
    counts = _cascade(restless, driver, settings, rng)
    return Made(counts, usual * _error(waves, settings, rng), campaign)


def _season(waves: int, settings: Settings, rng: Generator) -> Array:
    """Posts a bin: log-uniform levels, a night of its own, a second bump, and what stays awake."""
    level = by_scale(rng, settings["posts_per_day"], waves) / (24 * HOUR)
    hour = (np.arange(LENGTH) * BIN_MIN / 60.0)[None, :] + rng.uniform(0, 24, waves)[:, None]
    turn = 2 * np.pi * hour / 24
    first = evenly(rng, settings["day_amplitude"], waves)[:, None]
    second = rng.uniform(0, settings["second_amplitude"], waves)[:, None]
    shape = first * np.cos(turn) + second * np.cos(2 * turn + rng.uniform(0, 2 * np.pi, waves)[:, None])
    rate = np.exp(shape)
    return np.asarray(level[:, None] * rate / rate.mean(axis=1, keepdims=True))


def _restless(waves: int, settings: Settings, rng: Generator) -> Array:
    """Slow wandering of the level (two Ornstein-Uhlenbeck walks of the log) that no season explains."""
    total = np.zeros((waves, LENGTH))
    for life_h, most in settings["wander"]:
        keep = np.exp(-BIN_MIN / (60 * life_h))
        sigma = rng.uniform(0, most, waves)
        steps = rng.standard_normal((waves, LENGTH)) * np.sqrt(1 - keep * keep)
        walk = rng.standard_normal(waves)
        for t in range(LENGTH):
            walk = keep * walk + steps[:, t]
            total[:, t] += sigma * walk
    return np.asarray(np.exp(total - total.var(axis=1, keepdims=True) / 2))


def _bursts(usual: Array, settings: Settings, rng: Generator) -> Array:
    """What makes real counts unruly: posts passed on for minutes, many times a day, some of them large."""
    waves = len(usual)
    often = by_scale(rng, settings["bursts_per_day"], waves)[:, None] / (24 * HOUR)
    begins = rng.uniform(0, 1, usual.shape) < often
    tail = evenly(rng, settings["burst_tail"], waves)[:, None]
    times = np.minimum(rng.uniform(0, 1, usual.shape) ** (-1 / tail), 40.0)
    size = np.where(begins, settings["burst_times"] * times * (usual + 0.1), 0.0)
    keep = np.exp(-1 / by_scale(rng, settings["burst_bins"], waves))
    out, level = np.zeros_like(usual), np.zeros(waves)
    for t in range(usual.shape[1]):
        level = level * keep + size[:, t]
        out[:, t] = level
    return out


def _error(waves: int, settings: Settings, rng: Generator) -> Array:
    level = rng.normal(0, settings["level_error"], waves)[:, None]
    turn = 2 * np.pi * np.arange(LENGTH) / (24 * HOUR)
    shape = rng.normal(0, settings["season_error"], (waves, 4))
    waving = sum(
        shape[:, 2 * k, None] * np.cos((k + 1) * turn) + shape[:, 2 * k + 1, None] * np.sin((k + 1) * turn)
        for k in range(2)
    )
    return np.asarray(np.exp(level + waving))


def _cascade(background: Array, driver: Array, settings: Settings, rng: Generator) -> Array:
    """Posts bring posts. Background is thinned by what it brings itself, so that its level stays."""
    waves = len(background)
    low, high = settings["branching"]
    first, second = settings["branching_shape"]
    n = low + (high - low) * rng.beta(first, second, waves)
    power = evenly(rng, settings["memory_power"], waves)
    weights = LIVES_MIN[None, :] ** -power[:, None]
    weights /= weights.sum(axis=1, keepdims=True)
    decay = np.exp(-BIN_MIN / LIVES_MIN)
    pull = n[:, None] * weights * (1 - decay)
    # How unequal posts are in what they bring: few loud voices.
    loud = by_scale(rng, settings["loudness"], waves)
    noise = by_scale(rng, settings["bin_noise"], waves)
    state = background[:, :1] * (1 / (1 - decay))
    counts = np.empty_like(background)
    for t in range(background.shape[1]):
        mean = (1 - n) * background[:, t] + driver[:, t] + (state * pull).sum(axis=1)
        mean = np.minimum(mean, 2e5) * rng.gamma(noise) / noise
        posts = rng.poisson(mean)
        counts[:, t] = posts
        effect = np.where(posts > 0, rng.gamma(np.maximum(posts * loud, 1e-9)) / loud, 0.0)
        state = state * decay + effect[:, None]
    return counts
