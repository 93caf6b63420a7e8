"""Moments as whole microseconds since 1970 in UTC, the archive's only notion of time."""

from datetime import UTC, datetime, timedelta
from typing import overload

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@overload
def micros(moment: datetime) -> int: ...
@overload
def micros(moment: None) -> None: ...
def micros(moment: datetime | None) -> int | None:
    """An aware datetime -> microseconds; None stays None. Integer arithmetic: a float would lose the last
    digits."""
    return None if moment is None else (moment - EPOCH) // _STEP


@overload
def moment(at: int) -> datetime: ...
@overload
def moment(at: None) -> None: ...
def moment(at: int | None) -> datetime | None:
    return None if at is None else EPOCH + timedelta(microseconds=at)
