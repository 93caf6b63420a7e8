"""Invented counts to watch."""

from collections.abc import Iterator

import numpy as np

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.signal import SeriesKey, Signal
from sturmwarte.core.foresee.watch import Watch

START = 29_000_160
"""A Friday in February 2025, 08:00 UTC; begins a half hour."""
UTC_WEEK = Calendar("UTC", "")


def keys(many: int) -> list[SeriesKey]:
    """Topics of four series each: all posts and three channels."""
    return [
        SeriesKey(f"topic-{i // 4}", "channel" if i % 4 else "all", f"c{i % 4}" if i % 4 else "")
        for i in range(many)
    ]


def minutes_of(
    rates: list[float], minutes: int, seed: int = 1, start: int = START
) -> Iterator[tuple[int, dict[SeriesKey, int]]]:
    """Poisson posts a minute for series of these rates."""
    rng, series = np.random.default_rng(seed), keys(len(rates))
    counts = rng.poisson(np.array(rates), (minutes, len(rates)))
    for at, row in enumerate(counts):
        yield start + at, {series[i]: int(n) for i, n in enumerate(row) if n}


def known(watch: Watch, key: SeriesKey, an_hour: float, days: int = 28, start: int = START) -> None:
    """A flat history of so many posts an hour."""
    watch.warm(key, [(start - 60 * (i + 1), an_hour) for i in range(24 * days)])


def ticked(watch: Watch, feed: Iterator[tuple[int, dict[SeriesKey, int]]]) -> list[Signal]:
    return [signal for minute, counts in feed for signal in watch.tick(minute, counts)]
