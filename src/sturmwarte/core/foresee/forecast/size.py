"""How large a cascade of reposts will become, from its first hour.

Counts by window, gaps and bursts; a self-exciting fit (posts bring posts with a power-law memory, as Zhao et
al. 2015, SEISMIC, though without the followers of each repost); the hour of the day, as cascades sleep with
their readers. Boosted trees on the log of how many times the first hour's size it becomes.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from sturmwarte.core.foresee.forecast.course import Array
from sturmwarte.core.foresee.forecast.errors import ForecastError

HOUR_S = 3600.0
DRAWS = 3
WINDOWS_S = (30, 60, 120, 180, 300, 450, 600, 900, 1200, 1500, 1800, 2100, 2400, 2700, 3000, 3300)
MEMORIES = ((120.0, 0.25), (300.0, 0.25), (300.0, 0.6), (600.0, 1.0))
"""Power laws: flat until so many seconds, then falling as time ** -(1 + theta)."""


class Cascade(msgspec.Struct, frozen=True, kw_only=True):
    """A post passed on: seconds from the post to each repost, in any order. `posted`: seconds since 1970."""

    reposts_s: Sequence[float]
    followers: float | None = None
    posted: float | None = None


class Size:
    """Learns from whole cascades and answers for begun ones; deterministic.

    >>> whole = [Cascade(reposts_s=[60.0 * k * (1 + i) for k in range(40)]) for i in range(30)]
    >>> bool(Size().fit(whole).predict(whole[:1])[0] >= 40)
    True
    """

    def __init__(self, observed_s: float = HOUR_S, horizon_s: float = 72 * HOUR_S, seed: int = 0):
        self.observed_s, self.horizon_s, self.seed = observed_s, horizon_s, seed

    def fit(self, cascades: Sequence[Cascade]) -> "Size":
        """Whole cascades, observed at least until the horizon. Raises `ForecastError` for fewer than 20."""
        if len(cascades) < 20:
            raise ForecastError(f"{len(cascades)} cascades are too few to learn from: give at least 20")
        x = self._x(cascades)
        seen = np.array([_until(c, self.observed_s).size for c in cascades])
        size = np.array([_until(c, self.horizon_s).size for c in cascades])
        growth = np.log1p(size) - np.log1p(seen)
        self._models = _models(len(cascades), self.seed)
        with threadpool_limits(1):
            for model in self._models:
                model.fit(x, growth)
        return self

    def predict(self, cascades: Sequence[Cascade]) -> Array:
        """(cascades,) reposts until the horizon; what lies beyond the observed time is not looked at."""
        x = self._x(cascades)
        seen = np.array([_until(c, self.observed_s).size for c in cascades], float)
        with threadpool_limits(1):
            growth = np.mean([model.predict(x) for model in self._models], axis=0)
        return np.asarray(np.expm1(np.log1p(seen) + np.maximum(growth, 0.0)))

    def _x(self, cascades: Sequence[Cascade]) -> Array:
        return np.array([features(c, self.observed_s) for c in cascades])


def _models(many: int, seed: int) -> list[HistGradientBoostingRegressor]:
    """The absolute error fits what is asked of it, the median; three draws of features halve its jitter."""
    leaf = max(2, min(12, many // 20))
    return [
        HistGradientBoostingRegressor(
            loss="absolute_error", max_iter=160, learning_rate=0.05, max_leaf_nodes=10, min_samples_leaf=leaf,
            max_features=0.4, early_stopping=False, random_state=seed + k,
        )
        for k in range(DRAWS)
    ]  # fmt: skip


def _until(cascade: Cascade, seconds: float) -> Array:
    times = np.sort(np.asarray(cascade.reposts_s, float))
    return times[(times >= 0) & (times <= seconds)]


def features(cascade: Cascade, observed_s: float = HOUR_S) -> Array:
    """What the observed time shows; no value is NaN, unknown ones are -1."""
    times = _until(cascade, observed_s)
    scaled = times * (HOUR_S / observed_s)
    n = times.size
    counts = np.searchsorted(scaled, WINDOWS_S, side="right")
    gaps = np.diff(np.concatenate([[0.0], times, [observed_s]]))
    quantiles = np.quantile(scaled, (0.1, 0.25, 0.5, 0.75, 0.9)) if n else np.full(5, HOUR_S)
    parts = np.histogram(scaled, bins=6, range=(0, HOUR_S))[0]
    minutes = np.histogram(scaled, bins=60, range=(0, HOUR_S))[0]
    hour = -1.0 if cascade.posted is None else cascade.posted % 86400 / HOUR_S
    turn = 2 * np.pi * hour / 24
    return np.concatenate(
        [
            [np.log1p(n)],
            np.log1p(counts) - np.log1p(n),
            np.log1p(quantiles),
            np.log1p(parts) - np.log1p(n / 6),
            [
                np.log1p(parts[5]) - np.log1p(parts[4]),
                np.log1p(parts[4:].sum()) - np.log1p(parts[2:4].sum()),
                np.log1p(parts[3:].sum()) - np.log1p(parts[:3].sum()),
                np.log1p(minutes.max()), float(minutes.argmax()),
                np.log((minutes.var() + 1) / (minutes.mean() + 1)),
                np.log1p(np.median(gaps)), np.log1p(gaps.max()), np.log1p(gaps[-1]), np.log1p(gaps[0]),
                np.std(np.log1p(gaps)),
                np.log1p(cascade.followers) if cascade.followers is not None else -1.0,
                np.log1p(n) - np.log1p(cascade.followers) if cascade.followers is not None else 0.0,
                hour, np.sin(turn), np.cos(turn),
            ],
            _excited(times, observed_s),
        ]
    )  # fmt: skip


def _excited(times: Array, observed_s: float) -> Array:
    """For each memory: log of the branching ratio so far, of its last half, and of the size it leads to."""
    out = []
    ages = np.concatenate([[observed_s], observed_s - times])
    half = observed_s / 2
    for flat, theta in MEMORIES:
        gone = _mass(ages, flat, theta)
        n = (times.size + 0.5) / (gone.sum() + 0.5)
        before = _mass(np.maximum(ages - half, 0.0), flat, theta)
        recent = ((times > half).sum() + 0.5) / ((gone - before).sum() + 0.5)
        coming = n * (1 - gone).sum() / max(1 - min(n, 0.95), 0.05)
        out += [np.log(n), np.log(recent), np.log1p(coming) - np.log1p(times.size)]
    return np.array(out)


def _mass(ages: Array, flat: float, theta: float) -> Array:
    """Share of what a post brings that it has brought at this age."""
    total = flat + flat / theta
    late = flat / theta * (1 - (np.maximum(ages, flat) / flat) ** -theta)
    return np.asarray((np.minimum(ages, flat) + late) / total)
