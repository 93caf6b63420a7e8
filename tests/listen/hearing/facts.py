"""Invented sources to test hearing by."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sturmwarte.core.listen.hearing import Hour, Line

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
MADE = NOW - timedelta(days=60)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def line(name="mentions", asked=1, **given):
    """`asked` minutes ago it answered; None: never."""
    at = None if asked is None else NOW - asked * MINUTE
    return Line(name, MADE, asked_at=at, **given)


def trouble(kind, since=10, key="trouble.x", **args):
    return {
        "trouble": {"class": kind, "key": key, "args": args},
        "trouble_since": NOW - since * MINUTE,
    }


def weeks(rate, count=4, until=NOW):
    """Hours of so many weeks; `rate` gives the items of an hour by its local time."""
    start = until.replace(minute=0) - count * 168 * HOUR
    hours = [start + i * HOUR for i in range(count * 168)]
    return [Hour(at, rate(at.astimezone(BERLIN)), 3600.0) for at in hours]
