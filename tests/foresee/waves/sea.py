"""A plain watch for tests: counts in bins of five minutes, the usual known exactly, chance from Poisson."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
from scipy.stats import poisson

from sturmwarte.core.foresee.signal import SeriesKey, Signal

BEGIN = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
"""A Monday."""
BIN = timedelta(minutes=5)
A_DAY, A_MONTH = 288, 30 * 288


class Pulse(NamedTuple):
    minutes: np.ndarray
    counts: np.ndarray
    expected: np.ndarray


class Sea:
    """Series with counts (nan: not heard) and usual posts per bin from `BEGIN` on."""

    def __init__(self):
        self.counts, self.usual, self.found = {}, {}, {}

    def add(self, key, counts, usual, known=True):
        counts, usual = np.asarray(counts, float), np.broadcast_to(np.asarray(usual, float), len(counts))
        self.counts[key], self.usual[key] = counts, usual
        heard = np.nan_to_num(counts)
        self.found[key] = {}
        for view, bins in (("spike", 1), ("build_up", 12)):
            n, u = rolling(heard, bins), rolling(usual, bins)
            per_month = np.maximum(poisson.sf(n - 1, u), 1e-12) * A_MONTH / bins
            for place in np.flatnonzero((per_month <= 60) & ~np.isnan(counts)):
                self.found[key].setdefault(int(place), []).append(
                    signal(key, place, bins, view, n[place], u[place], per_month[place], known)
                )
        return self

    def pulse(self, key, since, until):
        first, beyond = (int((t - BEGIN) // BIN) for t in (since, until))
        first = max(first, 0)
        minutes = np.arange(first, beyond) * 5 + int(BEGIN.timestamp()) // 60
        return Pulse(minutes, self.counts[key][first:beyond], self.usual[key][first:beyond])

    def signals(self, place):
        """What the bin `place`, which has just ended, says."""
        return [signal for found in self.found.values() for signal in found.get(place, ())]

    @property
    def bins(self):
        return len(next(iter(self.counts.values())))


def at(place):
    """The end of a bin."""
    return BEGIN + (int(place) + 1) * BIN


def rolling(values, bins):
    sums = np.cumsum(values)
    sums[bins:] = sums[bins:] - sums[:-bins]
    return sums


def signal(  # noqa: PLR0913, PLR0917 as many facts as a signal has
    key, place, bins, view, n, u, per_month, known=True, direction="up"
):
    hours = bins / 12
    return Signal(
        series=key,
        view=view,
        direction=direction,
        at=at(place),
        since=at(place) - bins * BIN,
        score=0.9,
        per_month=float(per_month),
        observed=float(n) / hours,
        expected=float(u) / hours,
        known=known,
    )


def run(sea, tracker, places=None, **more):
    """All changes with the bin they came in."""
    changes = []
    for place in range(sea.bins) if places is None else places:
        found = tracker.tick(at(place), sea.signals(place), sea.pulse, **more)
        changes += [(place, change) for change in found]
    return changes


BRAND = SeriesKey("brand")


def by_day(bins):
    """More by day than by night, 1 on average."""
    hour = (np.arange(bins) % A_DAY) / 12
    return np.where((hour >= 7) & (hour < 23), 1.4, 0.2)


def rise(bins, begin, top, rising_h, half_h):
    """Posts a bin of a storm: up to `top` posts an hour within `rising_h`, then half every `half_h`."""
    hours = (np.arange(bins) - begin) / 12
    grown = np.clip(hours / rising_h, 0, 1) ** 1.5
    return grown * top / 12 * np.exp2(-np.maximum(hours - rising_h, 0) / half_h)


def excited(rng, mean, branching, half_min):
    """Counts that beget counts (Hawkes 1971, in bins): each post brings `branching` more, half of them within
    `half_min` minutes."""
    decay, excess, counts = 0.5 ** (5 / half_min), 0.0, np.zeros(len(mean))
    for place, background in enumerate(mean):
        counts[place] = rng.poisson(background * (1 - branching) + excess * (1 - decay) * branching)
        excess = excess * decay + counts[place]
    return counts
