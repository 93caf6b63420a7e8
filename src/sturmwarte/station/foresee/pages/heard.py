"""How many posts there were since a minute, by topic or by request: counters, no posts, two queries."""

from collections import Counter as Sums
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Q, Sum

from sturmwarte.station.archive import May
from sturmwarte.station.archive.models import Counter
from sturmwarte.station.archive.moments import HOUR, MINUTE, micros
from sturmwarte.station.foresee.pages.habit import RUNS, may_count


def counted(
    may: May, topics: Sequence[str], since: datetime, until: datetime, column: str = "topic"
) -> dict[str, int]:
    """Public posts of the channels this reader may see, by `topic` or `kind`; what has none is missing."""
    found: Sums[str] = Sums()
    for stretch in _stretches(since, until) if topics else ():
        rows = Counter.objects.filter(may_count(may), stretch, topic__in=list(topics), run__in=RUNS)
        found.update(dict(rows.values_list(column).annotate(n=Sum("heard"))))
    return {value: n for value, n in found.items() if n > 0}


def _stretches(since: datetime, until: datetime) -> Iterator[Q]:
    """The minutes before the first whole hour, and the whole hours: to the minute, and nothing twice. Apart,
    because the index walks a range of one grain; `until` is within the last hour, which counts up to now."""
    begin = micros(since) // MINUTE * MINUTE
    whole = -(-begin // HOUR) * HOUR
    yield Q(grain="hour", bucket__gte=whole, bucket__lte=micros(until))
    if begin < whole:
        yield Q(grain="minute", bucket__gte=begin, bucket__lt=whole)
