"""How much a source brings in each hour, and for how long of it we were hearing: the hearing test learns it.

Asking every five minutes hears all five, and catching up after an outage hears the outage: the time since the
platform's last proper answer counts as heard, without the gaps that remain. Items count in the hour they were
written, so that a week's backfill is no storm.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import F, Max, Value
from django.db.models.functions import Least

from sturmwarte.channels.contract import Gap
from sturmwarte.core.post import Post
from sturmwarte.station.listen.models import Subscription, Tally

HOUR = timedelta(hours=1)
LONGEST = timedelta(hours=48)
"""No time further back is counted as heard, and no item that is older."""


def add(
    source: str, row: Subscription, items: Sequence[Post], gaps: Sequence[Gap], asked: bool, now: datetime
) -> None:
    """Within the transaction that keeps the posts, before the subscription's own times move on."""
    for topic in {"", row.topic}:
        listened = _listened(source, row, topic, gaps, now) if asked else Counter[datetime]()
        counted = Counter(_hour(_written(post, now)) for post in items if now - _written(post, now) < LONGEST)
        for hour in sorted(listened.keys() | counted.keys()):
            _rise(source, topic, hour, counted[hour], listened[hour])


def _listened(
    source: str, row: Subscription, topic: str, gaps: Sequence[Gap], now: datetime
) -> "Counter[datetime]":
    """Seconds by hour. A source hears while any of its subscriptions does."""
    rows = Subscription.objects.filter(source_id=source)
    if topic:
        rows = rows.filter(topic=topic)
    last = rows.aggregate(last=Max("asked_at"))["last"] or row.started_at
    # Whole seconds on both sides: a stream's steps of a tenth of a second must add up, not round to nothing.
    begin, end = _second(max(last, now - LONGEST)), _second(now)
    lost = [(_second(gap.since), _second(gap.until)) for gap in gaps]
    found: Counter[datetime] = Counter()
    for since, until in _hours(begin, end):
        missed = sum((_overlap(since, until, *gap) for gap in lost), timedelta())
        found[_hour(since)] += max(0, int((until - since - missed).total_seconds()))
    return found


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _hours(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    while since < until:
        end = min(_hour(since) + HOUR, until)
        yield since, end
        since = end


def _overlap(since: datetime, until: datetime, a: datetime, b: datetime) -> timedelta:
    return max(timedelta(), min(until, b) - max(since, a))


def _written(post: Post, now: datetime) -> datetime:
    """A clock that runs ahead does not count into the future."""
    return min(post.created_at or now, now)


def _hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _rise(source: str, topic: str, hour: datetime, items: int, listened_s: int) -> None:
    risen = Tally.objects.filter(source=source, topic=topic, hour=hour).update(
        items=F("items") + items, listened_s=Least(Value(3600), F("listened_s") + listened_s)
    )
    if not risen:
        Tally.objects.create(
            source=source, topic=topic, hour=hour, items=items, listened_s=min(3600, listened_s)
        )
