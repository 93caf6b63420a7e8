"""What is usual for each source, for the pages: learned at most once an hour, because eight weeks of hours
are too many to read for every look at a list."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from sturmwarte.core.listen.hearing import Hour, Usual, learn
from sturmwarte.core.listen.hearing.usual import HISTORY
from sturmwarte.station.listen.models import Source, Tally

_Key = tuple[str, datetime, datetime]
_known: dict[_Key, Usual] = {}
"""Of this process. A source's making is part of the key: a restored station may have another of that id."""
_MOST = 5_000


def usuals(sources: Iterable[Source], now: datetime) -> dict[str, Usual]:
    """What is usual for each source, by id."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    keys: dict[str, _Key] = {one.pk: (one.pk, one.made_at, hour) for one in sources}
    missing = [id for id, key in keys.items() if key not in _known]
    if missing:
        if len(_known) > _MOST:
            _known.clear()
        hours = _hours(missing, now)
        for id in missing:
            _known[keys[id]] = learn(hours.get(id, ()), timezone.get_current_timezone(), now)
    return {id: _known[key] for id, key in keys.items()}


def _hours(ids: list[str], now: datetime) -> dict[str, list[Hour]]:
    rows = Tally.objects.filter(source__in=ids, topic="", hour__gte=now - HISTORY)
    found: dict[str, list[Hour]] = {}
    for source, hour, items, listened in rows.values_list("source", "hour", "items", "listened_s"):
        found.setdefault(source, []).append(Hour(hour, items, float(listened)))
    return found
