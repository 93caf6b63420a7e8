"""How many posts there were, for charts: many topics at the price of one, and what is usual at an hour.

Counts only, so that whoever may see a wave sees the whole of it; private messages are counted for their own
waves alone.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from statistics import median

from django.db.models import Sum
from django.utils import timezone

from sturmwarte.core.post import LIVE
from sturmwarte.station.archive.models import Counter
from sturmwarte.station.archive.moments import micros, moment
from sturmwarte.station.foresee.models import Given
from sturmwarte.station.foresee.pages.course import HOUR

Counts = dict[datetime, int]
HISTORY = timedelta(days=28)
_RUNS = (LIVE, "import")
_FEWEST_DAYS = 3


def counts(
    topics: Collection[str],
    since: datetime,
    until: datetime,
    *,
    grain: str = "minute",
    private: bool = False,
) -> dict[str, Counts]:
    """Posts by topic and by the beginning of the minute or hour; buckets without a post are left out."""
    rows = (
        Counter.objects.filter(topic__in=list(topics), grain=grain, run__in=_RUNS, private=private)
        .filter(bucket__gte=micros(since), bucket__lt=micros(until))
        .values_list("topic", "bucket")
        .annotate(n=Sum("heard"))
        .order_by("bucket")
    )
    found: dict[str, Counts] = {topic: {} for topic in topics}
    for topic, bucket, n in rows:
        found[topic][moment(bucket)] = n
    return found


def usual(
    topic: str, before: datetime, since: datetime, until: datetime, private: bool = False
) -> dict[datetime, float]:
    """What is usual in each hour from `since` to `until`: the middle of the same hours in the four weeks
    before `before`, working days and weekends apart. Empty where fewer than three days are known."""
    known = _history(topic, before, private)
    if not known or before - min(known) < timedelta(days=_FEWEST_DAYS):
        return {}
    slots = _slots(known, min(known), before)
    found, at = {}, since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while at < until:
        found[at] = slots.get(_slot(at)) or slots.get((not _slot(at)[0], _slot(at)[1]), 0.0)
        at += HOUR
    return found


def _history(topic: str, before: datetime, private: bool) -> Mapping[datetime, float]:
    """Our own counts; those of another tool where ours do not reach."""
    since = before - HISTORY
    own: dict[datetime, float] = dict(counts((topic,), since, before, grain="hour", private=private)[topic])
    given = Given.objects.filter(topic=topic, hour__gte=since, hour__lt=min(own, default=before))
    return dict(given.values_list("hour", "posts")) | own


def _slots(
    known: Mapping[datetime, float], first: datetime, before: datetime
) -> dict[tuple[bool, int], float]:
    hours: dict[tuple[bool, int], list[float]] = {}
    at = first
    while at < before:
        hours.setdefault(_slot(at), []).append(known.get(at, 0.0))
        at += HOUR
    return {slot: _middle(values) for slot, values in hours.items()}


def _middle(values: list[float]) -> float:
    """The median, but the mean of rare posts: the middle of 0, 0, 0, 2 says nothing."""
    half = median(values)
    return half if half >= 3 else sum(values) / len(values)


def _slot(at: datetime) -> tuple[bool, int]:
    local = timezone.localtime(at)
    return local.weekday() >= 5, local.hour
