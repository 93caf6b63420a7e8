"""What is usual on a topic at an hour, for many topics at the price of two queries an hour.

The middle of the same hours in the four weeks before, working days and weekends apart; hours that nobody
heard have no say. It changes slowly and costs most of what a page costs, so a process remembers it until the
hour is over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt
from statistics import median

from django.db.models import Q, Sum
from django.utils import timezone

from sturmwarte.core.post import LIVE
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.archive.models import Counter
from sturmwarte.station.archive.moments import micros, moment
from sturmwarte.station.foresee.models import Given
from sturmwarte.station.foresee.pages.course import HOUR, Gap, gaps

RUNS = (LIVE, "import")
HISTORY, FEWEST = timedelta(days=28), timedelta(days=3)
_SPREAD, _SURE = 0.35, 1.28
_MOST_STATES, _REMEMBERED = 1500, 40

Slot = tuple[bool, int]
"""(weekend, hour of the day) on the reader's clock."""


@dataclass(frozen=True)
class Habit:
    """Posts an hour by slot. Empty where fewer than three days are known: then nothing is said."""

    slots: Mapping[Slot, float]

    @property
    def known(self) -> bool:
        return bool(self.slots)

    def at(self, hour: datetime) -> float | None:
        """Posts usual in the hour of this moment."""
        weekend, clock = slot(hour)
        return self.slots.get((weekend, clock), self.slots.get((not weekend, clock)))

    def expected(self, since: datetime, until: datetime, silent: Sequence[Gap] = ()) -> float | None:
        """Posts usual between two moments, hours that were not heard left out; None where that is not
        known."""
        if not self.known:
            return None
        total, hour = 0.0, since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        while hour < until:
            begin, end = max(hour, since), min(hour + HOUR, until)
            heard = (end - begin) - _overlap(begin, end, silent)
            total += (self.at(hour) or 0.0) * (heard / HOUR)
            hour += HOUR
        return total


def usual_range(expected: float) -> tuple[float, float]:
    """Between which counts eight of ten usual stretches with so many posts lie; a rule of thumb."""
    away = _SURE * sqrt(expected + (_SPREAD * expected) ** 2)
    return max(0.0, expected - away), expected + away


def slot(at: datetime) -> Slot:
    local = timezone.localtime(at)
    return local.weekday() >= 5, local.hour


def may_count(may: May) -> Q:
    """Which counters this reader may see, as a filter: public posts of their channels."""
    where = Q(private=False)
    if any(not scope.channel for scope in may.scopes):
        return where
    return where & Q(channel__in=sorted({scope.channel for scope in may.scopes}))


def topics_for(may: May, topics: Sequence[str]) -> list[str]:
    return [topic for topic in topics if any(scope.topic in {"", topic} for scope in may.scopes)]


_known: dict[object, dict[str, Habit]] = {}


def habits(topics: Sequence[str], may: May, now: datetime) -> dict[str, Habit]:
    """By topic; remembered until the hour is over."""
    return _remembered("topic", topics, may, now)


def kind_habits(topics: Sequence[str], may: May, now: datetime) -> dict[str, Habit]:
    """By request, over these topics ("" is all that was heard); requests never met are missing."""
    return _remembered("kind", topics, may, now)


def _remembered(column: str, topics: Sequence[str], may: May, now: datetime) -> dict[str, Habit]:
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    key = (column, hour, tuple(topics), may.scopes, str(timezone.get_current_timezone()))
    found = _known.get(key)
    if found is None:
        found = _learned(column, topics, may, hour) if topics else {}
        while len(_known) >= _REMEMBERED:
            _known.pop(next(iter(_known)), None)
        _known[key] = found
    return found


def forget() -> None:
    """Nothing is remembered any more: counts were brought in, or a test begins."""
    _known.clear()


def _learned(column: str, topics: Sequence[str], may: May, until: datetime) -> dict[str, Habit]:
    since = until - HISTORY
    heard: dict[str, dict[datetime, float]] = {}
    if column == "topic":
        heard = {topic: {} for topic in topics}
        # Another tool's counts stand where ours do not reach: ours, which come later, win.
        given = Given.objects.filter(topic__in=list(topics), hour__gte=since, hour__lt=until)
        for topic, hour, posts in given.values_list("topic", "hour", "posts"):
            heard[topic][hour] = posts
    rows = (
        Counter.objects.filter(may_count(may), topic__in=list(topics), grain="hour", run__in=RUNS)
        .filter(bucket__gte=micros(since), bucket__lt=micros(until))
        .values_list(column, "bucket")
        .annotate(n=Sum("heard"))
    )
    for value, bucket, n in rows:
        heard.setdefault(value, {})[moment(bucket)] = n
    silent = _unheard(since, until)
    # A request that is rare was there all the time: its first hour is that of the first of all.
    first = min((at for counts in heard.values() for at in counts), default=until)
    return {
        value: _habit(counts, first if column == "kind" else min(counts, default=until), until, silent)
        for value, counts in heard.items()
    }


def _unheard(since: datetime, until: datetime) -> set[datetime]:
    """The whole hours in which nothing was heard at all."""
    states = Archive().coverage(None, "", since, until)
    if len(states) > _MOST_STATES:  # sources that come and go every minute: not worth seconds of reckoning
        return set()
    found: set[datetime] = set()
    for begin, end in gaps(states, since, until):
        hour = begin.replace(minute=0, second=0, microsecond=0)
        while hour < end:
            if hour >= begin and hour + HOUR <= end:
                found.add(hour)
            hour += HOUR
    return found


def _habit(
    counts: Mapping[datetime, float], first: datetime, until: datetime, silent: set[datetime]
) -> Habit:
    if until - first < FEWEST:
        return Habit({})
    slots: dict[Slot, list[float]] = {}
    hour = first
    while hour < until:
        if hour in counts or hour not in silent:
            slots.setdefault(slot(hour), []).append(counts.get(hour, 0.0))
        hour += HOUR
    return Habit({at: _middle(values) for at, values in slots.items()})


def _middle(values: list[float]) -> float:
    """The median, but the mean of rare posts: the middle of 0, 0, 0, 2 says nothing."""
    half = median(values)
    return half if half >= 3 else sum(values) / len(values)


def _overlap(begin: datetime, end: datetime, silent: Sequence[Gap]) -> timedelta:
    shared = (min(end, b) - max(begin, a) for a, b in silent)
    return sum((one for one in shared if one > timedelta()), timedelta())
