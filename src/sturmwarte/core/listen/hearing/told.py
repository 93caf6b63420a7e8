"""Reasons of hearing as a person reads them: moments in their own time, reasons within reasons in words."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from sturmwarte.core.reason import Reason, say

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOMENTS = frozenset({"since", "until", "at", "last", "expires"})


def local(reason: Reason, texts: Mapping[str, str], zone: tzinfo, now: datetime, language: str = "de") -> str:
    """The sentence. Moments are kept as ISO 8601 in the arguments, and a reason within as [key, args]."""
    args = {name: _shown(name, value, texts, zone, now, language) for name, value in reason.args.items()}
    return say(Reason(reason.key, args), texts).strip()


def _shown(
    name: str, value: Any, texts: Mapping[str, str], zone: tzinfo, now: datetime, language: str
) -> Any:
    if name in _MOMENTS and isinstance(value, str) and (moment := _moment(value)):
        return spoken(moment, zone, now, language)
    if name == "why" and isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[1], dict):
        return local(Reason(str(value[0]), value[1]), texts, zone, now, language)
    if isinstance(value, float):
        return f"{value:g}".replace(".", "," if language == "de" else ".")
    return value


def spoken(moment: datetime, zone: tzinfo, now: datetime, language: str = "de") -> str:
    """The time of today; with its day otherwise, with its year when that is another.

    >>> from datetime import UTC
    >>> spoken(datetime(2026, 3, 1, 9, 5, tzinfo=UTC), UTC, datetime(2026, 3, 2, tzinfo=UTC))
    '1.3., 09:05 Uhr'
    """
    there, here = moment.astimezone(zone), now.astimezone(zone)
    clock = f"{there:%H:%M} Uhr" if language == "de" else f"{there:%H:%M}"
    if there.date() == here.date():
        return clock
    day = f"{there.day}.{there.month}." if language == "de" else f"{there.day} {_MONTHS[there.month - 1]}"
    return f"{day}{_year(there.year, here.year, language)}, {clock}"


def _year(there: int, here: int, language: str) -> str:
    if there == here:
        return ""
    return str(there) if language == "de" else f" {there}"


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
