"""Earlier waves that looked the same at this age, and what became of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from sturmwarte.core.foresee.forecast.course import HOUR, Array, Past
from sturmwarte.core.foresee.forecast.features import PLACE
from sturmwarte.core.foresee.forecast.model import Examples
from sturmwarte.core.foresee.forecast.samples import OWN_AGES, Samples, moments, samples
from sturmwarte.core.foresee.outlook import Similar

LIKE = [
    PLACE[name]
    for name in (
        "ratio_15m", "ratio_1h", "ratio_3h", "ratio_24h", "slope_30m", "slope_1h", "posts_1h", "usual_1h",
        "share_of_peak", "since_peak_h", "peak_ratio", "branching", "season_3h", "season_3_6h", "age_h",
    )
]  # fmt: skip
SHOWN, ASKED = 5, 10
KEPT = 1500
HALF_HOUR = timedelta(minutes=30)


class Found(NamedTuple):
    """`similar`: the nearest first. `passed_of`: so many of so many were over by `by`."""

    similar: tuple[Similar, ...]
    passed_of: tuple[int, int] | None
    by: datetime | None


def examples(told: Samples, scale: Array) -> Examples:
    """What is kept of samples to compare with; one not over within a day lasted at least that day longer."""
    some = told.rows(np.arange(len(told.x))[:KEPT])
    age = some.x[:, PLACE["age_h"]]
    return Examples(
        _scaled(some.x, scale), some.truths.remaining_h, age + np.minimum(some.truths.remaining_h, 24.0),
        some.peak / np.maximum(some.last_hour, 1), some.wave.astype(float),
    )  # fmt: skip


def _scaled(x: Array, scale: Array) -> Array:
    return np.asarray(np.clip(np.nan_to_num((x[:, LIKE] - scale[0]) / scale[1]), -4, 4))


def find(x: Array, last_hour: float, now: datetime, shipped: Examples, scale: Array, own: "Own") -> Found:
    """The nearest of the station's own waves and of the shipped ones together; one moment a wave."""
    here = _scaled(x[None], scale)
    kept = own.examples
    sets = [one for one in (kept, shipped) if one is not None]
    far = np.concatenate([np.sqrt(np.square(one.x - here).mean(axis=1)) for one in sets])
    # An own wave is worth a little distance: same topic, same readers.
    near = 0 if kept is None else len(kept.x)
    far[:near] *= 0.8
    remaining, lasted, times, wave = (
        np.concatenate([np.asarray(getattr(one, name)) for one in sets])
        for name in ("remaining_h", "lasted_h", "peak_times", "wave")
    )
    chosen: list[int] = []
    met: set[tuple[bool, float]] = set()
    for at in np.argsort(far, kind="stable"):
        who = bool(at < near), float(wave[at])
        if who not in met:
            met.add(who)
            chosen.append(int(at))
        if len(chosen) == ASKED:
            break
    similar = tuple(
        Similar(
            wave=own.waves[int(wave[at])].id if at < near else "",
            likeness=round(float(np.exp(-far[at])), 3),
            lasted_h=float(lasted[at]),
            peak_rate=float(times[at] * max(last_hour, 1.0)),
            began=own.waves[int(wave[at])].onset if at < near else None,
        )
        for at in chosen[:SHOWN]
    )
    return Found(similar, *_by(np.sort(remaining[chosen]), now))


def _by(remaining: Array, now: datetime) -> tuple[tuple[int, int] | None, datetime | None]:
    """By when eight in ten of them were over, or how many were within a day."""
    many = len(remaining)
    if many < 5:
        return None, None
    hours = min(float(remaining[max(int(np.ceil(0.8 * many)) - 1, 0)]), 24.0)
    by = now + timedelta(hours=hours)
    floor = by.replace(minute=by.minute // 30 * 30, second=0, microsecond=0)
    by = floor if floor == by else floor + HALF_HOUR
    reach = (by - now) / timedelta(hours=1)
    return (int((remaining <= reach).sum()), many), by


class Own(NamedTuple):
    """The station's own finished waves, ready to compare with."""

    waves: tuple[Past, ...] = ()
    examples: Examples | None = None


def own(waves: Sequence[Past], scale: Array) -> Own:
    """Cuts moments of every age a wave lived through."""
    found = []
    for at, past in enumerate(waves):
        lived = min(len(past.counts) - past.onset_bin - HOUR, 48 * HOUR)
        found += moments(past, [age for age in OWN_AGES if age <= lived], at)
    if not found:
        return Own()
    told = samples(found)
    return Own(tuple(waves), examples(told, scale))
