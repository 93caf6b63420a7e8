"""When the next mail is due: the wall clock of one zone, through the nights when clocks change."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo

DAYS = 7
OFF = ("",) * DAYS


def next_due(times: Sequence[str], zone: tzinfo, after: datetime) -> datetime | None:
    """The first moment after `after` (aware) at which one of the seven times, Monday first, is on the clock.

    A time the clock skips in spring comes as much later as the clock was put forward; one it shows twice
    in autumn counts once, the first time. None when no day has a time.

    >>> from zoneinfo import ZoneInfo
    >>> sunday = ("", "", "", "", "", "", "02:30")
    >>> next_due(sunday, ZoneInfo("Europe/Berlin"), datetime(2026, 3, 28, 12, tzinfo=UTC)).isoformat()
    '2026-03-29T01:30:00+00:00'
    """
    today = after.astimezone(zone).date()
    # A day more than a week: today's time may have passed, and is then due in seven days.
    for day in (today + timedelta(days=n) for n in range(-1, DAYS + 1)):
        at = clock(times[day.weekday()])
        if at is None:
            continue
        moment = datetime.combine(day, at, zone).astimezone(UTC)
        if moment > after:
            return moment
    return None


def clock(text: str) -> time | None:
    """`07:30` as a time; None for an empty text. Raises ValueError for what is no time of day."""
    return datetime.strptime(f"{text} +0000", "%H:%M %z").time() if text else None


def last_due(times: Sequence[str], zone: tzinfo, now: datetime, within: timedelta) -> datetime | None:
    """The latest of those moments that is past, but no longer than `within`; None where there is none."""
    found = None
    at = next_due(times, zone, now - within)
    while at is not None and at <= now:
        found, at = at, next_due(times, zone, at)
    return found
