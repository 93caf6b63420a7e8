"""How unevenly items come: in threads, and on busy and slack days.

Threads make a count's variance a multiple p of its mean; it is measured within each day, against that day's
own level, in blocks of one and of six hours. Days differ by a Gamma of variance a, which is what the days'
sums vary more than that. With threads of geometric size (mean c, so p = 2c - 1) the probability that a day,
or a part of it, brings nothing is then (1 + a m / c) ^ (-1 / a), where m is what is usual.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WITHIN_H = (1, 6)
DAY_H = 24
_THREADS, _DAYS = 1.5, 0.1
"""What is assumed before anything is known."""
_SURE_ITEMS, _SURE_DAYS = 10.0, 4.0
"""How many items, and days of one item, that assumption counts for."""

Part = tuple[int, int, float]
"""An hour since 1970, items in it, items usual in it."""


@dataclass(frozen=True, slots=True)
class Uneven:
    """`threads` is p, `days` is a; (1, 0) is a Poisson process."""

    threads: float
    days: float

    def index(self, mean: float) -> float:
        """Variance over mean of a day on which so many are usual."""
        return self.threads + self.days * mean

    def none(self, mean: float, after_an_item: bool = False) -> float:
        """Minus the logarithm of the probability that a day with so many usual brings nothing."""
        return mixed(2 * mean / (1 + self.threads), self.days, after_an_item)


def mixed(mean: float, variance: float, after_an_item: bool = False) -> float:
    """-log of a Poisson's zero whose mean varies by a Gamma of mean 1 and this variance.

    A pause begins with an item, and items come on busy days rather than on slack ones: `after_an_item` the
    level is as an item finds it (the Gamma weighed by itself), not as a day does.
    """
    if variance <= 1e-9:
        return mean
    return math.log1p(variance * mean) * (1 / variance + after_an_item)


def measured(parts: Iterable[Part]) -> Uneven:
    """From the hours that were listened to."""
    by_day: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        by_day[part[0] // DAY_H].append(part)
    days = list(by_day.values())
    threads = max(1.0, *(_within(days, width) for width in WITHIN_H))
    return Uneven(threads, _between(days, threads))


def _within(days: Sequence[Sequence[Part]], width: int) -> float:
    """Variance over mean of blocks within their day: 1 for chance alone."""
    excess, usual = _THREADS * _SURE_ITEMS, _SURE_ITEMS
    for day in days:
        came, mean = _sums(day)
        level = came / mean if mean > 0 else 0.0
        for n, m in blocks(day, width):
            excess += (n - m * level) ** 2
            usual += m * level * (1 - m / mean) if mean > 0 else 0.0
    return excess / usual


def _between(days: Sequence[Sequence[Part]], threads: float) -> float:
    excess, squares = _DAYS * _SURE_DAYS, _SURE_DAYS
    for day in days:
        came, mean = _sums(day)
        excess += (came - mean) ** 2 - threads * mean
        squares += mean * mean
    return max(0.0, excess / squares)


def _sums(day: Sequence[Part]) -> tuple[int, float]:
    return sum(n for _, n, _ in day), sum(mean for _, _, mean in day)


def blocks(parts: Iterable[Part], width: int) -> list[tuple[int, float]]:
    """(items, usual) of each block of so many hours."""
    sums: dict[int, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for hour, n, mean in parts:
        came, usual = sums[hour // width]
        sums[hour // width] = came + n, usual + mean
    return list(sums.values())
