"""Whole minutes since 1970 in UTC: the clock the counts are watched by."""

from datetime import UTC, datetime, timedelta

from sturmwarte.station.archive.moments import EPOCH

MINUTE = timedelta(minutes=1)
DAY_MIN = 24 * 60


def minute_of(moment: datetime) -> int:
    """The minute a moment lies in."""
    return int((moment - EPOCH) // MINUTE)


def moment_of(minute: int) -> datetime:
    """When a minute began."""
    return datetime.fromtimestamp(minute * 60, UTC)
