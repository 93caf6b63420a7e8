"""What is known early of a wave: rates against the usual and each other, age and peak, the season ahead."""

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.forecast.course import DAY, HOUR, MARKS, SEEN, Array, Batch
from sturmwarte.core.foresee.forecast.excite import Excited, excite

VERSION = 1
WINDOWS = {"15m": 3, "30m": 6, "1h": 12, "2h": 24, "3h": 36, "6h": 72, "24h": 288}
SOFT = 0.5
"""Posts added to both sides of a ratio, so that 0 of 0 is neither high nor low."""

NAMES: tuple[str, ...] = (
    *(f"ratio_{name}" for name in WINDOWS),
    "surprise_15m", "surprise_1h", "posts_1h", "usual_1h",
    "slope_15m", "slope_30m", "slope_1h", "slope_3h", "hour_on_hour",
    "age_h", "since_peak_h", "share_of_peak", "peak_ratio", "peak_5m_share", "rise_h", "half_life_h",
    "before", "before_spread", "bursty_1h", "bursty_3h", "quick_max",
    "season_1h", "season_3h", "season_3_6h", "season_6_24h", "season_max", "season_now",
    "branching", "memory_h", "excited_1h", "excited_3_6h", "excited_24h", "heard",
    *(f"mark_{name}" for name in MARKS),
)  # fmt: skip
PLACE = {name: at for at, name in enumerate(NAMES)}
KEY = "ratio_1h"
"""The one feature of the simple baseline."""


def ratio(posts: Array, usual: Array) -> Array:
    """Log of posts against the usual, both softened."""
    return np.asarray(np.log((posts + SOFT) / (usual + SOFT)))


class Sums:
    """Sums of a batch's last k bins, of the hours that end j bins ago, and what was heard of them."""

    def __init__(self, batch: Batch):
        heard = ~np.isnan(batch.counts)
        self.heard = heard
        self.counts = _back(np.where(heard, batch.counts, 0.0))
        self.usual = _back(np.where(heard, batch.expected, 0.0))
        self.all_usual = _back(batch.expected)

    def last(self, bins: int, skip: int = 0) -> tuple[Array, Array]:
        """(posts, usual) of the `bins` bins that end `skip` bins ago, as far as heard."""
        return (
            self.counts[:, bins + skip] - self.counts[:, skip],
            self.usual[:, bins + skip] - self.usual[:, skip],
        )

    def hours(self) -> Array:
        """(courses, SEEN - HOUR) posts of the hour that ended j bins ago; gaps filled in proportion."""
        posts = self.counts[:, HOUR:] - self.counts[:, :-HOUR]
        heard, full = (u[:, HOUR:] - u[:, :-HOUR] for u in (self.usual, self.all_usual))
        return np.asarray(posts * np.where(heard > 0.2 * full, full / np.maximum(heard, 1e-9), 1.0))


def _back(values: Array) -> Array:
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values[:, ::-1], axis=1)], axis=1)


def peak(hours: Array, age: NDArray[np.int64]) -> tuple[Array, NDArray[np.int64]]:
    """(posts of the wave's highest hour so far, bins since that hour ended)."""
    within = np.arange(hours.shape[1])[None, :] <= np.minimum(age, SEEN - HOUR - 1)[:, None]
    at = np.where(within, hours, -1.0).argmax(axis=1)
    return hours[np.arange(len(hours)), at], at


def features(batch: Batch, excited: Excited | None = None) -> Array:
    """(courses, NAMES). NaN where unknown; logs are natural, times in hours."""
    excited = excited or excite(batch)
    sums = Sums(batch)
    hours = sums.hours()
    out = {f"ratio_{name}": ratio(*sums.last(bins)) for name, bins in WINDOWS.items()}
    out |= _now(sums, out, hours)
    out |= _peak(sums, hours, batch)
    out |= _before(sums, batch)
    out |= _season(sums, batch)
    out |= _excited(excited, batch)
    out |= {f"mark_{name}": batch.marks[:, at] for at, name in enumerate(MARKS)}
    out["mark_reach"] = np.log1p(out["mark_reach"])
    return np.column_stack([out[name] for name in NAMES])


def _now(sums: Sums, ratios: dict[str, Array], hours: Array) -> dict[str, Array]:
    def surprise(bins: int) -> Array:
        posts, usual = sums.last(bins)
        return np.asarray(2 * (np.sqrt(posts + 0.375) - np.sqrt(usual + 0.375)))

    earlier = ratio(*sums.last(HOUR, HOUR))
    return {
        "surprise_15m": surprise(3), "surprise_1h": surprise(HOUR),
        "posts_1h": np.log1p(hours[:, 0]), "usual_1h": np.log(sums.all_usual[:, HOUR] + 0.1),
        "slope_15m": ratios["ratio_15m"] - ratio(*sums.last(3, 3)),
        "slope_30m": ratios["ratio_15m"] - ratios["ratio_1h"],
        "slope_1h": ratios["ratio_1h"] - ratios["ratio_3h"],
        "slope_3h": ratios["ratio_3h"] - ratios["ratio_24h"],
        "hour_on_hour": ratios["ratio_1h"] - earlier,
    }  # fmt: skip


def _peak(sums: Sums, hours: Array, batch: Batch) -> dict[str, Array]:
    high, since = peak(hours, batch.age)
    rows = np.arange(len(hours))
    usual = sums.all_usual[rows, since + HOUR] - sums.all_usual[rows, since]
    return {
        "age_h": batch.age / HOUR, "since_peak_h": since / HOUR,
        "share_of_peak": ratio(hours[:, 0], high), "peak_ratio": ratio(high, usual),
        "peak_5m_share": _largest(batch.counts[:, -3 * HOUR :]),
        "rise_h": np.maximum(batch.age - since, 0) / HOUR,
        "half_life_h": half_life_h(hours, high, since),
    }  # fmt: skip


def _largest(counts: Array) -> Array:
    known = np.nan_to_num(counts)
    return np.asarray((known.max(axis=1) + SOFT) / (known.sum(axis=1) + 12 * SOFT))


def half_life_h(hours: Array, high: Array, since: NDArray[np.int64]) -> Array:
    """Hours from the highest hour to the first hour with half of its posts; NaN while there is none."""
    below = hours <= 0.5 * high[:, None]
    below &= np.arange(hours.shape[1])[None, :] < since[:, None]
    # Columns run backwards in time: the first hour below is the last true column.
    last = hours.shape[1] - 1 - below[:, ::-1].argmax(axis=1)
    return np.where(below.any(axis=1), (since - last) / HOUR, np.nan)


def _before(sums: Sums, batch: Batch) -> dict[str, Array]:
    """How unruly the day before the onset was: what the usual does not explain."""
    rows = np.arange(len(batch.age))
    start = np.minimum(batch.age + HOUR, SEEN - DAY)
    skip, to = start, start + DAY - HOUR
    posts, usual = (
        sums.counts[rows, to] - sums.counts[rows, skip],
        sums.usual[rows, to] - sums.usual[rows, skip],
    )
    quarter = [start + k * DAY // 6 for k in range(6)]
    parts = [
        ratio(
            sums.counts[rows, q + DAY // 6] - sums.counts[rows, q],
            sums.usual[rows, q + DAY // 6] - sums.usual[rows, q],
        )
        for q in quarter
    ]

    def bursty(bins: int) -> Array:
        counts, mean = batch.counts[:, -bins:], batch.expected[:, -bins:]
        heard = ~np.isnan(counts)
        level = np.where(heard, counts, 0.0).sum(axis=1) / np.maximum(
            np.where(heard, mean, 0).sum(axis=1), 1e-9
        )
        level = np.minimum(level, 1e6)
        error = np.where(heard, counts - mean * level[:, None], 0.0)
        total = np.where(heard, counts, 0.0).sum(axis=1)
        return np.asarray(np.log((np.square(error).sum(axis=1) + 1) / (total + 1)))

    return {
        "before": ratio(posts, usual), "before_spread": np.std(parts, axis=0),
        "bursty_1h": bursty(HOUR), "bursty_3h": bursty(3 * HOUR),
        "quick_max": np.log1p(np.nan_to_num(batch.counts[:, -HOUR:]).max(axis=1)),
    }  # fmt: skip


def _season(sums: Sums, batch: Batch) -> dict[str, Array]:
    now = sums.all_usual[:, HOUR]
    coming = batch.ahead.reshape(len(batch.ahead), 24, HOUR).sum(axis=2)
    day = (sums.all_usual[:, DAY] + coming.sum(axis=1)) / 48
    return {
        "season_1h": ratio(coming[:, 0], now), "season_3h": ratio(coming[:, :3].mean(axis=1), now),
        "season_3_6h": ratio(coming[:, 3:6].mean(axis=1), now),
        "season_6_24h": ratio(coming[:, 6:].mean(axis=1), now),
        "season_max": ratio(coming[:, :6].max(axis=1), now), "season_now": ratio(now, day),
    }  # fmt: skip


def _excited(excited: Excited, batch: Batch) -> dict[str, Array]:
    coming = batch.ahead.reshape(len(batch.ahead), 24, HOUR).sum(axis=2)
    return {
        "branching": excited.branching, "memory_h": excited.memory,
        "excited_1h": ratio(excited.hourly[:, 0], coming[:, 0]),
        "excited_3_6h": ratio(excited.hourly[:, 3:6].sum(axis=1), coming[:, 3:6].sum(axis=1)),
        "excited_24h": ratio(excited.hourly.sum(axis=1), coming.sum(axis=1)),
        "heard": (~np.isnan(batch.counts[:, -3 * HOUR :])).mean(axis=1),
    }  # fmt: skip
