#!/usr/bin/env python3
"""How long the watch takes for a minute of ten thousand series, and how much it remembers.

    bench/foresee_speed.py [--series 10000] [--minutes 360]

Series of 1,250 topics (all posts and seven channels each) with 0.2 to 600 posts an hour and a course of the
day. Beside it the same arithmetic for one series after the other in plain Python (level, season, one window,
fading highs), on a tenth of the series: a straightforward program, which does less. Times are of the CPU.
"""

import argparse
import math
import sys
import time
from collections import deque

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.watch import Watch

START = 29_000_160
A_TOPIC = 8


class Plain:
    """One series, the way one would write it for one."""

    def __init__(self) -> None:
        self.posts, self.exposure, self.running = 0.5, 30.0, 0
        self.season = [1.0] * 336
        self.logs: deque[float] = deque([0.0] * 36, maxlen=36)
        self.mean, self.variance, self.high, self.highs = 0.0, 1.0, 0.0, 1.5

    def tick(self, minute: int, posts: int, slot: int) -> bool:
        self.running += posts
        if minute % 5 != 4:
            return False
        mean = self.posts / self.exposure * self.season[slot] * 5
        self.logs.append(math.log((self.running + 1) / (mean + 1)))
        value = (sum(self.logs) / len(self.logs) - self.mean) / math.sqrt(self.variance)
        self.high = max(self.high, value)
        self.posts += self.running
        self.exposure += 5 * self.season[slot]
        if minute % 30 == 29:
            self.learn(slot, mean, value)
        self.running = 0
        return value > 2 * self.highs

    def learn(self, slot: int, mean: float, value: float) -> None:
        self.season[slot] += (self.running / max(mean, 1e-9) - 1) * 0.1
        self.variance += 0.01 * (min(value * value, 9) - 1) * self.variance
        self.highs += 0.01 * (self.high - self.highs)
        self.posts, self.exposure, self.high = self.posts * 0.997, self.exposure * 0.997, 0.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--series", type=int, default=10_000)
    parser.add_argument("--minutes", type=int, default=360)
    asked = parser.parse_args()
    rng = np.random.default_rng(1)
    keys = [
        SeriesKey(f"t{i // A_TOPIC}", "channel" if i % A_TOPIC else "all", str(i % A_TOPIC))
        for i in range(asked.series)
    ]
    rates = 10 ** rng.uniform(math.log10(0.2), math.log10(600), asked.series) / 60
    watch = Watch(Calendar())
    warmed(watch, keys, rates)
    spent, signals = ticked(watch, keys, rates, asked.minutes, rng)
    report(watch, spent, signals)
    plainly(keys, rates, min(asked.minutes, 60), rng)
    return 0


def warmed(watch: Watch, keys: list[SeriesKey], rates: NDArray[np.float64]) -> None:
    """Two weeks of history."""
    hours = [
        (START - 60 * i, 1 + 0.8 * math.sin((START - 60 * i) % 1440 / 1440 * math.tau)) for i in range(1, 336)
    ]
    watch.tick(START - 1, dict.fromkeys(keys, 0))
    began = time.process_time()
    for key, rate in zip(keys, rates.tolist(), strict=True):
        watch.warm(key, [(start, 60 * rate * share) for start, share in hours])
    print(f"history of {len(keys):,} series taken in: {time.process_time() - began:.1f} s")


def ticked(
    watch: Watch, keys: list[SeriesKey], rates: NDArray[np.float64], minutes: int, rng: np.random.Generator
) -> tuple[list[float], int]:
    spent, signals = [], 0
    for minute in range(START, START + minutes):
        course = 1 + 0.8 * math.sin(minute % 1440 / 1440 * math.tau)
        counts = {keys[i]: int(n) for i, n in enumerate(rng.poisson(rates * course)) if n}
        began = time.process_time()
        signals += len(watch.tick(minute, counts))
        spent.append((time.process_time() - began) * 1000)
    return spent, signals


def report(watch: Watch, spent: list[float], signals: int) -> None:
    many = len(watch.keys)
    print(f"{many:,} series, {len(spent)} minutes: mean {np.mean(spent):.1f} ms, worst {max(spent):.1f} ms")
    print(f"  median minute {np.median(spent):.1f} ms; signals a minute {signals / len(spent):.0f}")
    began = time.process_time()
    state = watch.pack()
    packed = time.process_time() - began
    began = time.process_time()
    again = Watch.unpack(state, watch.calendar)
    print(
        f"packed {len(state) / many:.0f} bytes a series in {packed:.2f} s, "
        f"back in {time.process_time() - began:.2f} s"
    )
    print(
        f"in memory {watch.nbytes / many:.0f} bytes a series without its name; "
        f"the same again: {again.pack() == state}"
    )


def plainly(
    keys: list[SeriesKey], rates: NDArray[np.float64], minutes: int, rng: np.random.Generator
) -> None:
    """A tenth of the series, reckoned up to all."""
    share = rates[::10]
    series = [Plain() for _ in share]
    calendar = Calendar()
    spent = []
    for minute in range(START, START + minutes):
        counts = rng.poisson(share).tolist()
        slot = calendar.slot(minute)
        began = time.process_time()
        for one, n in zip(series, counts, strict=True):
            one.tick(minute, n, slot)
        spent.append((time.process_time() - began) * 1000 * len(keys) / len(series))
    print(f"one after the other in plain Python: mean {np.mean(spent):.1f} ms, worst {max(spent):.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
