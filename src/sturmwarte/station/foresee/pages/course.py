"""The course of a wave as a chart and a table need it: what was heard, what is usual, what is expected."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt

from sturmwarte.core.foresee.outlook import Expected
from sturmwarte.station.archive.records import Interval

HOUR = timedelta(hours=1)
Gap = tuple[datetime, datetime]
MOST_POINTS = 180
STEPS = tuple(timedelta(minutes=m) for m in (5, 10, 15, 30, 60, 120, 360, 720, 1440))
HEARD = frozenset({"hearing", "quiet", "limited"})
STATION = "station"
"""The source under which the engine records that the station as a whole ran."""
_SPREAD, _SURE = 0.35, 1.28
"""How much usual days differ from each other beyond chance, and how wide eight of ten lie: rules of thumb."""


@dataclass(frozen=True)
class Point:
    """A stretch of time from `at` on. Rates are posts an hour; `value` None: nobody listened then.

    `within`: where usual stretches lie, where that is known better than by the rule of thumb in `band`.
    """

    at: datetime
    value: float | None
    usual: float | None = None
    within: tuple[float, float] | None = None


@dataclass(frozen=True)
class Mark:
    """Something that happened at a moment. `kind`: detected, level, own, announcement, peak, now."""

    at: datetime
    kind: str
    words: str
    level: str = ""


@dataclass(frozen=True)
class Course:
    """`points` are one `step` apart, the oldest first; `ahead` are the hours that are foretold."""

    step: timedelta
    points: tuple[Point, ...]
    now: datetime
    ahead: tuple[Expected, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def heard(self) -> list[Point]:
        return [one for one in self.points if one.value is not None]


def step_for(length: timedelta) -> timedelta:
    """The finest step that keeps a chart of this length readable."""
    return next((step for step in STEPS if length / step <= MOST_POINTS), STEPS[-1])


def binned(
    counts: Mapping[datetime, int],
    usual: Mapping[datetime, float],
    unheard: Iterable[Gap],
    since: datetime,
    until: datetime,
    step: timedelta,
) -> tuple[Point, ...]:
    """Points of `step` from `counts` of finer bins; `usual` is a rate by the hour's beginning.

    A bin is unheard where its whole time was; half of a bin is still a count, and too low a one to hide.
    """
    silent, found, at = list(unheard), [], since
    summed = _summed(counts, since, step)
    while at < until:
        n = summed.get(int((at - since) / step), 0)
        missed = not n and _within(at, at + step, silent)
        found.append(Point(at, None if missed else n / (step / HOUR), _usual(usual, at, step)))
        at += step
    return tuple(found)


def gaps(
    states: Iterable[Interval], since: datetime, until: datetime, topics: Collection[str] = ()
) -> list[Gap]:
    """The stretches in which something is known of our hearing, and nobody heard: the station did not run, no
    source was heard, or none of those that listen for one of these topics."""
    known = [(max(one.since, since), min(one.until or until, until), one) for one in states]
    edges = sorted({edge for begin, end, _ in known if begin < end for edge in (begin, end)})
    silent: list[Gap] = []
    for begin, end in pairwise(edges):
        then = [one for a, b, one in known if a <= begin and b >= end]
        if any(_none_heard(group) for group in _groups(then, topics)):
            joined = silent and silent[-1][1] == begin
            silent[-1:] = [(silent[-1][0], end)] if joined else [*silent[-1:], (begin, end)]
    return silent


def _groups(then: Sequence[Interval], topics: Collection[str]) -> Iterator[list[str]]:
    yield [one.state for one in then if one.source == STATION and not one.topic]
    yield [one.state for one in then if one.source != STATION and not one.topic]
    for topic in topics:
        yield [one.state for one in then if one.topic == topic]


def _none_heard(states: Collection[str]) -> bool:
    return bool(states) and not HEARD.intersection(states)


def band(usual: float, step: timedelta) -> tuple[float, float]:
    """Between which rates eight of ten usual stretches of this length lie."""
    hours = step / HOUR
    n = usual * hours
    away = _SURE * sqrt(n + (_SPREAD * n) ** 2)
    return max(0.0, n - away) / hours, (n + away) / hours


def hourly(points: Sequence[Point], step: timedelta) -> list[Point]:
    """The same course by whole hours, for the table."""
    if step >= HOUR:
        return list(points)
    hours: dict[datetime, list[Point]] = {}
    for one in points:
        hours.setdefault(one.at.replace(minute=0, second=0, microsecond=0), []).append(one)
    return [
        Point(at, _mean([p.value for p in some]), _mean([p.usual for p in some]))
        for at, some in hours.items()
    ]


def _summed(counts: Mapping[datetime, int], since: datetime, step: timedelta) -> dict[int, int]:
    found: dict[int, int] = {}
    for at, n in counts.items():
        place = int((at - since) // step)
        found[place] = found.get(place, 0) + n
    return found


def _within(begin: datetime, end: datetime, silent: Sequence[Gap]) -> bool:
    return any(since <= begin and until >= end for since, until in silent)


def _usual(usual: Mapping[datetime, float], at: datetime, step: timedelta) -> float | None:
    """The mean of the hours the stretch lies in; an hour that is not known has no say."""
    first = at.replace(minute=0, second=0, microsecond=0)
    hours = max(1, round(step / HOUR))
    return _mean([usual.get(first + n * HOUR) for n in range(hours)])


def _mean(values: Sequence[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return sum(known) / len(known) if known else None
