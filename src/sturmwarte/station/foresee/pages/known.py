"""Does a topic have a baseline yet: for how long it was listened to, or another tool counted it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from sturmwarte.core.foresee.normal.settings import Settings
from sturmwarte.core.post import LIVE
from sturmwarte.station.archive.models import Counter
from sturmwarte.station.archive.moments import moment
from sturmwarte.station.foresee.models import Given

ENOUGH = timedelta(days=Settings().known_days)
"""From then on the watch says what is usual."""


@dataclass(frozen=True)
class Baseline:
    """`since` is the first hour anything is known of, `days` and `hours` ago; None: nothing was heard yet."""

    topic: str
    since: datetime | None
    days: int
    hours: int
    known: bool
    given: bool


def baselines(topics: Sequence[str], now: datetime) -> list[Baseline]:
    """One for each topic, at the price of two queries."""
    first = Counter.objects.filter(topic__in=topics, grain="hour", run__in=(LIVE, "import"))
    heard = {topic: moment(at) for topic, at in first.values_list("topic").annotate(at=Min("bucket"))}
    given = dict(Given.objects.filter(topic__in=topics).values_list("topic").annotate(at=Min("hour")))
    return [_baseline(topic, heard.get(topic), given.get(topic), now) for topic in topics]


def _baseline(topic: str, heard: datetime | None, given: datetime | None, now: datetime) -> Baseline:
    since = min([at for at in (heard, given) if at], default=None)
    age = now - since if since else timedelta()
    return Baseline(topic, since, age.days, int(age / timedelta(hours=1)), age >= ENOUGH, given is not None)
