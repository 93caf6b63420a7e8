"""The histogram of the found posts, drawn by the server: bars to click and to brush, and hatched where
nobody heard."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.archive.bounds import off
from sturmwarte.station.archive.pages.asking import Asked
from sturmwarte.station.archive.pages.between import Between
from sturmwarte.station.archive.records import Histogram

WIDTH, HEIGHT = 1000, 56
_MOST_BARS = 120
Gap = tuple[datetime, datetime]
Step = Literal["hour", "day", "week", "month"]
_LENGTHS: dict[Step, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=31),
}
STEPS: dict[Step, "str | Promise"] = {
    "hour": _("Posts an hour"),
    "day": _("Posts a day"),
    "week": _("Posts a week"),
    "month": _("Posts a month"),
}


@dataclass(frozen=True)
class Bar:
    """A stretch of time: its place in the drawing, and what stands in the table and on hover.

    `n` None: nobody heard then, which is no zero. `since` and `until` limit the search to it.
    """

    x: float
    width: float
    y: float
    height: float
    says: str
    n: int | None
    since: str
    until: str
    address: str


@dataclass(frozen=True)
class Chart:
    """`silent` are the hatched stretches, as x and width. `off` is how far the highest bar may be from the
    truth, and so every other at most; 0 where all posts were counted."""

    bars: list[Bar]
    silent: list[tuple[float, float]]
    most: int
    label: "str | Promise"
    off: int

    @property
    def shown(self) -> list[Bar]:
        """The rows of the table: stretches with posts, and those that nobody heard."""
        return [bar for bar in self.bars if bar.n is None or bar.n]


def chart(found: Histogram, silent: Sequence[Gap], between: Between, asked: Asked) -> Chart | None:
    """One bar for each stretch from the first to the last found post (or the chosen time); None for a
    single one."""
    times = [at for at, _ in found.buckets]
    first, last = between.since or min(times), between.until or max(times) + _LENGTHS["hour"]
    step = _step(last - first)
    begins = _begins(first, last, step)
    if len(begins) < 3:  # the end of the last one stands in the list too
        return None
    counts = Counter[datetime]()
    for at, n in found.buckets:
        counts[_begin(timezone.localtime(at), step)] += n
    most, width = max(counts.values()), WIDTH / (len(begins) - 1)
    whole = (begins[0], begins[-1])
    bars = [
        _bar(number * width, width, (since, until), counts.get(since, 0), most, silent, asked)
        for number, (since, until) in enumerate(pairwise(begins))
    ]
    return Chart(bars, list(_hatched(silent, whole)), most, STEPS[step], off(most, found.scale))


def _bar(  # noqa: PLR0917 - a bar has that many sides
    x: float, width: float, stretch: Gap, n: int, most: int, silent: Sequence[Gap], asked: Asked
) -> Bar:
    since, until = stretch
    limits = Between(since, until)
    high = max(2.0, HEIGHT * n / most) if n else 0.0
    unheard = not n and any(begin <= since and end >= until for begin, end in silent)
    return Bar(
        x=round(x, 1),
        width=round(max(1.0, width - (2 if width > 5 else 0.5)), 1),
        y=round(HEIGHT - high, 1),
        height=round(high, 1),
        says=limits.words,
        n=None if unheard else n,
        since=limits.address["since"],
        until=limits.address["until"],
        address=asked.within(limits),
    )


def _step(span: timedelta) -> Step:
    """The shortest step with which the bars still fit."""
    fits: Iterable[Step] = (step for step, length in _LENGTHS.items() if span / length <= _MOST_BARS)
    return next(iter(fits), "month")


def _begin(at: datetime, step: Step) -> datetime:
    """The beginning of the hour, day, week (Monday) or month of a local time."""
    if step == "hour":
        return at.replace(minute=0, second=0, microsecond=0)
    day = at.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def _begins(first: datetime, last: datetime, step: Step) -> list[datetime]:
    """The beginnings of all stretches and the end of the last; local days have 23 to 25 hours."""
    at, end = _begin(timezone.localtime(first), step), timezone.localtime(last)
    found = [at]
    while at < end and len(found) <= 12 * _MOST_BARS:
        if step == "hour":
            at = timezone.localtime(at + _LENGTHS[step])
        elif step == "month":
            at = _begin(at + _LENGTHS[step], step)
        else:  # a wall clock's day: the zone puts the hours right
            at = at + _LENGTHS[step]
        found.append(at)
    return found


def _hatched(silent: Sequence[Gap], whole: Gap) -> Iterator[tuple[float, float]]:
    first, last = whole
    scale = WIDTH / (last - first).total_seconds()
    for begin, end in silent:
        left, right = max(begin, first), min(end, last)
        if left < right:
            x, width = ((a - b).total_seconds() * scale for a, b in ((left, first), (right, left)))
            yield round(x, 1), round(max(width, 1.5), 1)
