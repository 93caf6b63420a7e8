"""How many posts there were since a minute, for many topics at the price of one query: counters, no posts."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, Sum

from sturmwarte.station.archive import May
from sturmwarte.station.archive.models import Counter
from sturmwarte.station.archive.moments import HOUR, MINUTE, micros
from sturmwarte.station.foresee.pages.habit import RUNS, may_count


def counted(may: May, topics: Sequence[str], since: datetime, until: datetime) -> dict[str, int]:
    """Public posts of the channels this reader may see, by topic; those without a post are missing."""
    if not topics:
        return {}
    rows = Counter.objects.filter(may_count(may), between(since, until), topic__in=list(topics), run__in=RUNS)
    return dict(rows.values_list("topic").annotate(n=Sum("heard")))


def between(since: datetime, until: datetime) -> Q:
    """Whole hours, and the minutes before the first whole one: to the minute, and without counting twice.
    `until` is within the last hour, which counts up to now."""
    begin = micros(since) // MINUTE * MINUTE
    whole = -(-begin // HOUR) * HOUR
    return Q(grain="hour", bucket__gte=whole, bucket__lte=micros(until)) | Q(
        grain="minute", bucket__gte=begin, bucket__lt=whole
    )
