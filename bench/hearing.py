"""How often the hearing test calls a source silent that is not, and how soon it notices one that is.

Invented sources with a working week's rhythm: items alone, items in threads, and threads on uneven days.
Eight weeks of history, then four weeks in which every false alarm counts; then the source goes silent.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from sturmwarte.core.listen.hearing import Hour, Usual, learn, silence
from sturmwarte.core.listen.hearing.source import LEAST_EXPECTED

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
HISTORY_H, WATCHED_H = 8 * 168, 4 * 168


@dataclass(frozen=True)
class Sort:
    """`thread`: items that one item brings on average (itself included); `uneven`: dispersion of days."""

    name: str
    thread: float = 1.0
    uneven: float = 0.0


SORTS = (Sort("single"), Sort("threads", 4.0), Sort("threads, uneven days", 4.0, 0.5))


def rhythm(start: datetime, hours: int) -> np.ndarray:
    """Shares of a day's items by local hour; a fifth by night, half at weekends. Mean 1/24."""
    local = [(start + i * HOUR).astimezone(BERLIN) for i in range(hours)]
    shape = np.array([(1.0 if 7 <= at.hour < 22 else 0.2) * (0.5 if at.weekday() > 4 else 1) for at in local])
    return shape / shape.mean() / 24


def arrivals(a_day: float, sort: Sort, hours: int, rng: np.random.Generator) -> np.ndarray:
    """Moments of items, in hours since the start."""
    rate = rhythm(START, hours) * a_day / sort.thread
    if sort.uneven:
        days = rng.gamma(1 / sort.uneven, sort.uneven, hours // 24 + 1)
        rate = rate * days[np.arange(hours) // 24]
    firsts = np.concatenate([i + rng.random(n) for i, n in enumerate(rng.poisson(rate))])
    sizes = rng.geometric(1 / sort.thread, firsts.size)
    delays = rng.exponential(0.5, int(sizes.sum()))
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)
    delays[begins] = 0
    return np.sort(np.repeat(firsts, sizes) + delays)


def tallied(items: np.ndarray, hours: int) -> list[Hour]:
    counts = np.bincount(items[items < hours].astype(int), minlength=hours)
    return [Hour(START + i * HOUR, int(n), 3600.0) for i, n in enumerate(counts)]


def false_alarms(usual: Usual, items: np.ndarray, known: list[Hour], level: float) -> int:
    """How many pauses of the watched weeks were called a silence."""
    watched = items[(items >= HISTORY_H) & (items < HISTORY_H + WATCHED_H)]
    found = 0
    for last, following in pairwise(watched):
        if following - last < 1:
            continue
        found += _called(usual, last, following, known, level)
    return found


def _called(usual: Usual, last: float, now: float, known: list[Hour], level: float) -> bool:
    result = silence(usual, _at(last), known[int(last) : int(now) + 1], _at(now))
    return result.chance is not None and result.chance < level and result.expected >= LEAST_EXPECTED


def detected_h(usual: Usual, silent_from: float, last: float, level: float) -> float:
    """Hours from falling silent until it is called so, looked at every six minutes; at most four weeks."""
    empty = [Hour(START + i * HOUR, 0, 3600.0) for i in range(int(silent_from) + WATCHED_H + 2)]
    low, high = silent_from, silent_from + WATCHED_H
    while high - low > 0.1:  # the chance only falls, so the moment can be halved in on
        middle = (low + high) / 2
        low, high = (low, middle) if _called(usual, last, middle, empty, level) else (middle, high)
    return high - silent_from


def _at(hours: float) -> datetime:
    return START + hours * HOUR


def measure(
    a_day: float, sort: Sort, sources: int, level: float, seed: int = 1
) -> tuple[float, float, float]:
    """(false alarms a source-month, median hours to notice, ninth tenth of them)."""
    false, noticed = 0, []
    for source in range(sources):
        rng = np.random.default_rng([seed, source, int(a_day * 10)])
        items = arrivals(a_day, sort, HISTORY_H + WATCHED_H, rng)
        known = tallied(items, HISTORY_H + WATCHED_H)
        usual = learn(known[:HISTORY_H], BERLIN, _at(HISTORY_H))
        false += false_alarms(usual, items, known, level)
        silent_from = HISTORY_H + rng.random() * 168
        before = items[items < silent_from]
        noticed.append(detected_h(usual, silent_from, float(before[-1]), level))
    return false / sources, float(np.median(noticed)), float(np.quantile(noticed, 0.9))


def main(sources: int = 200) -> None:
    print("| items a day | sort | level | false alarms a source-month | median | 9 of 10 |")
    print("|---|---|---|---|---|---|")
    for a_day in (1, 10, 100, 1000):
        many = sources if a_day < 1000 else sources // 4
        for sort in SORTS:
            for level in (0.01, 0.001):
                rate, median, most = measure(a_day, sort, many, level)
                print(f"| {a_day} | {sort.name} | {level} | {rate:.3f} | {median:.1f} h | {most:.1f} h |")


if __name__ == "__main__":
    main()
