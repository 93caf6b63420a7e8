"""People needed per half hour, for the middle and the upper end of a forecast, against who is on duty."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import numpy as np

from sturmwarte.core.foresee.outlook import Expected, HalfHour, Staffing
from sturmwarte.core.foresee.staffing.people import Floats, Ints, Load, level, without_dips
from sturmwarte.core.foresee.staffing.queue import on_time
from sturmwarte.core.foresee.staffing.reasons import reasons

OnDuty = Callable[[datetime], int | None]
"""Who is on duty at a time: how many, or None where nobody knows."""


class Aims(msgspec.Struct, frozen=True, kw_only=True):
    """What is aimed at; all three are rules of thumb.

    `target`: share of answers within the deadline. `occupancy`: share of their time people can give to
    answers; 0.75 to 0.85, beyond which people tire and errors rise. `patience_min`: after how long, on
    average, an author no longer needs the answer (after a day most expect none: survey figures of 2017).
    """

    target: float = 0.8
    occupancy: float = 0.8
    patience_min: float = 24 * 60.0


AIMS = Aims()
_HALF = timedelta(minutes=30)
_TRIES = 12
_NOTHING = 0.05
"""Answers owed in all, below which nobody is needed."""


def staff(
    per_hour: Sequence[Expected],
    worth: float,
    handling: tuple[float, int],
    deadline_min: float,
    backlog: int = 0,
    on_duty: OnDuty | int | None = None,
    *,
    now: datetime | None = None,
    aims: Aims = AIMS,
) -> Staffing:
    """How many people keep up with a forecast, per half hour of the clock.

    `per_hour` is posts in each hour from `at` on, in order and without gaps; `worth` the share of them
    worth an answer (0..1); `handling` minutes of work an answer takes, and how many answers say so (see
    `sturmwarte.foresee.handling`); `deadline_min` how soon an answer must be given; `backlog` answers owed
    already; `on_duty` how many people are there, always or at a time. `now` is when this is asked, else when
    the forecast begins; with an empty forecast nobody is needed.
    Raises `ValueError` for shares outside 0..1 and times that are not positive.

    >>> from datetime import UTC, datetime, timedelta
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> hours = [Expected(at=noon + timedelta(hours=h), low=60, middle=90, high=150) for h in range(3)]
    >>> plan = staff(hours, worth=0.4, handling=(8, 0), deadline_min=60, on_duty=4)
    >>> [(each.people, each.people_high) for each in plan.half_hours][2:4]
    [(6, 10), (6, 10)]
    """
    handling_min, known = handling
    _check(worth, handling_min, deadline_min, aims)
    made = now or (per_hour[0].at if per_hour else None)
    if made is None:
        raise ValueError("an empty forecast needs `now`")
    edges = _edges(per_hour, made)
    hours = np.array([(after - before).total_seconds() / 3600.0 for before, after in pairwise(edges)])
    load = Load(
        arrivals=worth * _posts(per_hour, edges, "middle"),
        hours=hours,
        service=60.0 * aims.occupancy / handling_min,
        deadline_h=deadline_min / 60.0,
        patience_h=aims.patience_min / 60.0,
        backlog=float(backlog),
        target=aims.target,
    )
    middle = needed(load)
    high = np.maximum(needed(replace(load, arrivals=worth * _posts(per_hour, edges, "high"))), middle)
    halves = _halves(load, edges, middle, high, _duty(on_duty))
    return Staffing(
        made=made,
        half_hours=halves,
        handling_min=handling_min,
        handling_known=known,
        worth=worth,
        deadline_min=deadline_min,
        backlog=backlog,
        until=_until(halves),
        why=reasons(halves, worth, handling, (aims.target, deadline_min), backlog),
    )


def needed(load: Load) -> Ints:
    """The fewest people per slot (nearly: one too many now and then) with `load.target` on time."""
    slots = len(load.arrivals)
    if load.arrivals.sum() + load.backlog < _NOTHING:
        return np.zeros(slots, np.int64)
    load = _further(load)
    people = without_dips(np.maximum(level(load), 1))
    for _ in range(_TRIES):
        late = _late(load, people)
        if not len(late):
            return _without_peak(load, people)[:slots]
        people = without_dips(people + _help(load, late, people))
    return people[:slots]


def _late(load: Load, people: Ints) -> Ints:
    return np.flatnonzero((on_time(load, people) < load.target) & (load.arrivals > 1e-9))


def _without_peak(load: Load, people: Ints) -> Ints:
    """The level plan keeps every deadline, but only `target` need be kept: fewer people at its height.

    Never so few that all the work is not done in the end: they would leave a backlog to whoever comes next.
    """
    work = load.arrivals.sum() + load.backlog
    for _ in range(_TRIES):
        step = 1 + people.max() // 25
        fewer = np.minimum(people, max(people.max() - step, 1))
        enough = float(fewer @ load.hours) * load.service >= work
        if people.max() == 1 or not enough or len(_late(load, fewer)):
            break
        people = fewer
    return people


def _help(load: Load, late: Ints, people: Ints) -> Ints:
    """More people from the first who wait too long until their deadline: that helps all behind them, too."""
    more, until = np.zeros_like(people), -1.0
    for slot in late:
        if load.starts[slot] >= until:
            until = load.starts[slot] + max(load.deadline_h, 0.5)
            there = (load.starts >= load.starts[slot]) & (load.starts < until)
            more[there] = 1 + people[slot] // 25
    return more


def _further(load: Load) -> Load:
    """As if the last hour went on: a plan must not leave its answers to a night nobody planned."""
    more = int(np.ceil(load.deadline_h / 0.5)) + 1
    return replace(
        load,
        arrivals=np.concatenate((load.arrivals, np.full(more, load.arrivals[-2:].mean()))),
        hours=np.concatenate((load.hours, np.full(more, 0.5))),
    )


def _check(worth: float, handling_min: float, deadline_min: float, aims: Aims) -> None:
    if not (0.0 <= worth <= 1.0 and 0.0 < aims.target < 1.0 and 0.0 < aims.occupancy <= 1.0):
        raise ValueError("worth, target and occupancy are shares: give them from 0 to 1")
    if min(handling_min, deadline_min, aims.patience_min) <= 0.0:
        raise ValueError("handling time, deadline and patience are minutes: give more than 0")


def _edges(per_hour: Sequence[Expected], made: datetime) -> list[datetime]:
    """From now by half hours of the clock to the end of the forecast; the first may be shorter."""
    if not per_hour:
        return [made]
    end = per_hour[-1].at + timedelta(hours=1)
    edge = made - timedelta(minutes=made.minute % 30, seconds=made.second, microseconds=made.microsecond)
    edges = [made]
    while edge + _HALF < end:
        edge += _HALF
        edges.append(edge)
    return [*edges, end] if end > edges[-1] else edges


def _posts(per_hour: Sequence[Expected], edges: Sequence[datetime], which: str) -> Floats:
    """Posts between the edges; what the forecast does not cover brings none."""
    if not per_hour:
        return np.zeros(0)
    start = per_hour[0].at
    borders = [(each.at - start).total_seconds() for each in per_hour]
    borders.append(borders[-1] + 3600.0)
    posts = np.cumsum([0.0, *(max(float(getattr(each, which)), 0.0) for each in per_hour)])
    at = [(edge - start).total_seconds() for edge in edges]
    between: Floats = np.diff(np.interp(at, borders, posts))
    return between


def _duty(on_duty: OnDuty | int | None) -> OnDuty:
    if callable(on_duty):
        return on_duty
    return lambda _at: on_duty


def _halves(
    load: Load, edges: Sequence[datetime], middle: Ints, high: Ints, on_duty: OnDuty
) -> tuple[HalfHour, ...]:
    known = [on_duty(edge) for edge in edges[:-1]]
    there = np.array([m if k is None else k for k, m in zip(known, middle.tolist(), strict=True)], np.int64)
    kept = on_time(load, there) if len(there) else np.zeros(0)
    return tuple(
        HalfHour(
            at=at - timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond),
            arrivals=round(float(load.arrivals[slot]), 2),
            people=int(middle[slot]),
            people_high=int(high[slot]),
            on_duty=known[slot],
            late=None if known[slot] is None else round(float(1.0 - kept[slot]), 3),
        )
        for slot, at in enumerate(edges[:-1])
    )


def _until(halves: Sequence[HalfHour]) -> datetime | None:
    short = [each.at for each in halves if each.people > (1 if each.on_duty is None else each.on_duty)]
    return short[-1] + _HALF if short else None
