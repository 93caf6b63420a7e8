"""Where the posts behind a number are: a search in the archive."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from sturmwarte.station.archive.pages.between import Between
from sturmwarte.station.foresee.pages.told import Seen

MINUTE = timedelta(minutes=1)


def of_topics(topics: Collection[str]) -> str:
    """The query for posts of any of the topics."""
    return " OR ".join(f'topic:"{topic}"' for topic in topics if topic)


def archive(query: str, since: datetime | None = None, until: datetime | None = None) -> str:
    """The archive's page with the posts of a query between two moments, the last minute whole."""
    return f"{reverse('archive')}?{urlencode({'q': query} | times(since, until))}"


def times(since: datetime | None, until: datetime | None) -> dict[str, str]:
    begin = timezone.localtime(since).replace(second=0, microsecond=0) if since else None
    end = timezone.localtime(until) if until else None
    if end and (end.second or end.microsecond):
        end = end.replace(second=0, microsecond=0) + MINUTE
    return Between(begin, end).address


def of_wave(seen: Seen, now: datetime, narrower: str = "") -> str:
    """The posts of a wave, or those of them that fit another term as well."""
    query = of_topics(seen.wave.topics or (seen.row.topic,))
    if narrower:
        query = f"({query}) {narrower}" if " OR " in query else f"{query} {narrower}"
    return archive(query, seen.row.started, seen.row.ended or now)
