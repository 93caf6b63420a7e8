"""How probable it is that a silence is chance."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sturmwarte.core.listen.hearing.uneven import DAY_H, mixed
from sturmwarte.core.listen.hearing.usual import Hour, Usual, hour_number, slot

ENOUGH_ITEMS, ENOUGH_DAYS = 20, 7.0
"""With less history silence is not judged."""


@dataclass(frozen=True, slots=True)
class Silence:
    """`expected` items would usually have come since the last one while we listened. `chance` is the
    probability that within a whole week chance alone makes such a silence; None: too little history."""

    since: datetime
    expected: float
    chance: float | None


def silence(usual: Usual, last: datetime, hours: Iterable[Hour], now: datetime) -> Silence:
    """The silence from the `last` item until `now`; `hours` tell how long we listened in each since then.

    The chance is not that of this one pause: a source that brings a hundred items a day has seven hundred
    pauses a week, and seven of them last as long as one in a hundred does. So what counts is how many
    pauses like this a week would bring.
    """
    pieces = list(_expected(usual, last, hours, now))
    total = sum(mean for _, mean in pieces)
    if usual.items < ENOUGH_ITEMS or usual.days < ENOUGH_DAYS:
        return Silence(last, total, None)
    pauses = max(usual.per_week, 1.0)
    return Silence(last, total, -math.expm1(-pauses * _none_came(usual, pieces)))


def _expected(
    usual: Usual, last: datetime, hours: Iterable[Hour], now: datetime
) -> Iterator[tuple[datetime, float]]:
    """(hour, items usual in the part of it that we listened to since the last item)."""
    for one in hours:
        end = min(one.start + timedelta(hours=1), now)
        length_s = (end - max(one.start, last)).total_seconds()
        if length_s > 0:
            yield one.start, usual.per_hour(one.start) * min(length_s, one.listened_s) / 3600


def _none_came(usual: Usual, pieces: list[tuple[datetime, float]]) -> float:
    """The probability that none came. Each hour's rate is known only so well, each day has a level of
    its own, and so has the week."""
    days: dict[int, float] = defaultdict(float)
    for start, mean in pieces:
        days[hour_number(start) // DAY_H] += mixed(mean, usual.unsure[slot(start, usual.zone)])
    first = min(days, default=0)
    rate = sum(usual.uneven.none(mean, day == first) for day, mean in days.items())
    return math.exp(-mixed(rate, usual.level, after_an_item=True))
