"""How long a platform asks us to wait, in every spelling its answers use. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
"""A longer wait is a mistake of the platform or of ours: asked again after a day."""


def moment(text: str, now: datetime) -> datetime | None:
    """A time from seconds to wait, seconds or ms since 1970, an ISO time or an HTTP date; else None."""
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        return _dated(text, now)
    if not 0 <= number < 1e14:
        return None
    if number >= 1e11:
        number /= 1000
    when = datetime.fromtimestamp(number, UTC) if number >= 1e9 else now + timedelta(seconds=min(number, 1e7))
    return min(when, now + LONGEST)


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when a 429 (or a 503) asks us to be quiet; None when it does not say. Names are lower case."""
    if text := headers.get("retry-after"):
        return moment(text, now)
    for name in ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset"):
        if text := headers.get(name):
            return moment(text, now)
    return None


def _dated(text: str, now: datetime) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        try:
            return min(when.astimezone(UTC), now + LONGEST)
        except OverflowError:
            return None
    return None
