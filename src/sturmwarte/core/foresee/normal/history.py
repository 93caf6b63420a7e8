"""Recorded history becomes the baseline at once: the same sums the online way would have come to."""

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.calendar import SLOTS
from sturmwarte.core.foresee.normal.season import code_of, ratio_of
from sturmwarte.core.foresee.normal.usual import HALF_HOUR, Usual

Floats = NDArray[np.float64]
PASSES = 3
"""Level, season and what is above the cap depend on each other; they settle within three rounds."""


def learn_history(
    usual: Usual, row: int, slots: NDArray[np.int16], starts: NDArray[np.int64], posts: Floats, until: int
) -> None:
    """Half hours (`starts`, their `slots` and `posts`) of one series before the minute `until`."""
    s = usual.settings
    age = np.maximum(until - starts, 0) / 1440
    recent = 0.5 ** (age / s.level_days)
    weekly = 0.5 ** (age / (7 * s.season_weeks))
    factor, taken = np.ones(SLOTS), posts
    level = rough = (float(posts.mean()) + 1e-3) / HALF_HOUR
    seen = np.bincount(slots, weekly, SLOTS)
    for _ in range(PASSES):
        exposure = float((recent * factor[slots]).sum()) * HALF_HOUR
        level = (float((recent * taken).sum()) + s.floor_posts) / (exposure + HALF_HOUR)
        taken = np.minimum(posts, usual.cap(max(level, rough / s.cap) * factor[slots] * HALF_HOUR))
        pull = s.season_posts / max(level * HALF_HOUR, 1e-9)
        ratio = np.bincount(slots, weekly * taken, SLOTS) / (rough * HALF_HOUR)
        factor = (ratio + pull) / (seen + pull)
        factor /= factor.mean()
    mean = level * factor[slots] * HALF_HOUR
    usual.posts[row] += float((recent * taken).sum())
    usual.exposure[row] += exposure
    usual.squares[row] += float((recent * mean**2).sum())
    usual.excess[row] += float((recent * ((taken - mean) ** 2 - mean)).sum())
    ratio = np.bincount(slots, weekly * taken, SLOTS) / np.maximum(seen, 1e-9) / (rough * HALF_HOUR)
    if len(starts) / 48 > usual.days[row]:
        usual.season[row] = code_of(np.where(seen > 0, ratio, np.nan))
        usual.season_sum[row] = float(np.nansum(ratio_of(usual.season[row])))
        usual.season_heard[row] = int((seen > 0).sum())
    usual.days[row] += len(starts) / 48
    usual.anchor[row] = usual.level()[row]
