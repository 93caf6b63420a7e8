"""How much a source usually brings at each hour of the week, and how unevenly: learned from its own history.

A Gamma-Poisson model with shrinkage: an hour of the week leans on the same hour of all workdays (or of the
weekend), and that on the source's mean. Recent weeks weigh more. How unevenly items come is in
`uneven`. Hours are local, so a clock change moves nothing. Public holidays are not known here: on one, a
source that lives on workdays may be called unusually quiet.

>>> from datetime import UTC, datetime, timedelta
>>> start = datetime(2026, 3, 2, tzinfo=UTC)
>>> hours = [Hour(start + timedelta(hours=i), 2, 3600.0) for i in range(24 * 28)]
>>> usual = learn(hours, UTC, start + timedelta(days=28))
>>> round(usual.per_hour(start + timedelta(days=28, hours=3)), 1)
2.0
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from sturmwarte.core.listen.hearing.uneven import Uneven, blocks, measured

HISTORY = timedelta(weeks=8)
"""Older hours are not asked for: they would weigh less than a sixth."""
HALF_LIFE = timedelta(weeks=3)

_CELL_H, _SLOT_H = 8.0, 3.0
"""Hours of history that the coarser rate counts for beside the finer one."""
_PRIOR_ITEMS, _PRIOR_H = 0.5, 24.0
_WHOLE_S = 1800
"""Hours heard for less are left out: after a pause they bring at once what was written before."""
_WEEK_LEVEL = 0.03
"""Before anything is known, the level of a week differs from the usual by about a sixth."""
_WEEK_H = 168


@dataclass(frozen=True, slots=True)
class Hour:
    """What came in one hour (its beginning, aware), and for how many seconds of it we were listening."""

    start: datetime
    items: int
    listened_s: float


@dataclass(frozen=True)
class Usual:
    """What is usual for one source, or for one topic of it. `rates` are items an hour by hour of the local
    week, from Monday 0:00, and `unsure` how far each may be from the truth; `level` is how far a whole week
    may differ (both relative variances). `items` and `days` are what it was learned from."""

    zone: tzinfo
    rates: tuple[float, ...]
    unsure: tuple[float, ...]
    uneven: Uneven
    level: float
    items: int
    days: float

    def per_hour(self, at: datetime) -> float:
        """Items an hour at that time of the week."""
        return self.rates[slot(at, self.zone)]

    @property
    def per_week(self) -> float:
        return sum(self.rates)


def slot(at: datetime, zone: tzinfo) -> int:
    """The hour of the local week, 0 to 167."""
    local = at.astimezone(zone)
    return local.weekday() * 24 + local.hour


def learn(hours: Iterable[Hour], zone: tzinfo, now: datetime) -> Usual:
    """What is usual, from the hours of the last weeks that were listened to for half of them (any order)."""
    known = sorted(
        (one for one in hours if now - HISTORY <= one.start < now and one.listened_s >= _WHOLE_S),
        key=lambda one: one.start,
    )
    slots = [slot(one.start, zone) for one in known]
    found = _rates(known, slots, now)
    rates = tuple(rate for rate, _ in found)
    parts = [
        (hour_number(one.start), one.items, rates[place] * one.listened_s / 3600)
        for place, one in zip(slots, known, strict=True)
    ]
    uneven = measured(parts)
    items = sum(one.items for one in known)
    heard_h = sum(one.listened_s for one in known) / 3600
    level = _level(blocks(parts, _WEEK_H)) + uneven.index(sum(rates) / 7) / max(items, 1)
    return Usual(zone, rates, tuple(unsure for _, unsure in found), uneven, level, items, heard_h / 24)


def hour_number(at: datetime) -> int:
    """Hours since 1970, UTC."""
    return int(at.timestamp() // 3600)


def _level(weeks: Sequence[tuple[int, float]]) -> float:
    """How far the weeks differ, leaning on the prior: eight weeks say little."""
    squares = sum(mean * mean for _, mean in weeks)
    weight = squares / 4 + 1
    excess = sum((n - mean) ** 2 - mean for n, mean in weeks)
    return max(0.0, (excess + _WEEK_LEVEL * weight) / (squares + weight))


def _rates(known: list[Hour], slots: list[int], now: datetime) -> list[tuple[float, float]]:
    """(items an hour, relative variance of that estimate) of each hour of the week: Gamma posteriors."""
    came: dict[object, float] = defaultdict(float)
    heard_h: dict[object, float] = defaultdict(float)
    for one, place in zip(known, slots, strict=True):
        weight = 0.5 ** ((now - one.start) / HALF_LIFE)
        for key in ("all", _cell(place), place):
            came[key] += weight * one.items
            heard_h[key] += weight * one.listened_s / 3600
    overall = (came["all"] + _PRIOR_ITEMS) / (heard_h["all"] + _PRIOR_H)
    found = []
    for place in range(_WEEK_H):
        cell = _cell(place)
        cell_items = came[cell] + _CELL_H * overall
        coarse = cell_items / (heard_h[cell] + _CELL_H)
        items, leans = came[place] + _SLOT_H * coarse, _SLOT_H / (heard_h[place] + _SLOT_H)
        found.append((items / (heard_h[place] + _SLOT_H), 1 / items + leans**2 / cell_items))
    return found


def _cell(place: int) -> tuple[bool, int]:
    """Weekend or not, and the hour of the day."""
    return place >= 5 * 24, place % 24
