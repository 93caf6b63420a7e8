"""When a feed is asked again: as often as was set up, less often where its publisher asks for that. Pure.

From HTTP caching (RFC 9111), RSS 2.0 (`ttl`, `skipHours`, `skipDays`) and RSS 1.0's syndication module. The
publisher's word holds up to two hours, since a station that hears a storm a day late is of no use; hours
in which nothing is published are left out up to twelve.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from sturmwarte.channels.feeds.feed import Hints

PATIENCE = timedelta(hours=2)
NIGHT = timedelta(hours=12)

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def due(now: datetime, every: timedelta, headers: Mapping[str, str], hints: Hints) -> datetime:
    """The next time, at least `every` from now. `headers` of the last answer, in lower case."""
    asked = max(_max_age(headers), timedelta(seconds=min(hints.ttl_s or 0, 1e6)))
    when = now + max(every, min(asked, PATIENCE))
    latest = when + NIGHT
    while when < latest and (when.hour in hints.skip_hours or when.weekday() in hints.skip_days):
        when = (when + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return min(when, latest)


def _max_age(headers: Mapping[str, str]) -> timedelta:
    found = _MAX_AGE.search(headers.get("cache-control", "")[:500])
    if not found:
        return timedelta()
    age = headers.get("age", "").strip()
    old = int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0
    return timedelta(seconds=max(0, int(found[1]) - old))
