"""Reads the times that tables of posts are full of."""

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

_GERMAN = re.compile(
    r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})(?:[, T]+(?:um )?"
    r"(?P<H>\d{1,2})[:.](?P<M>\d{2})(?:[:.](?P<S>\d{2}))?(?:\s*Uhr)?)?$"
)
_SLASHED = re.compile(
    r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})(?:[, T]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?"
    r"\s*(?P<half>[AaPp][Mm])?)?$"
)
_NAMED = re.compile(
    r"(?P<d>\d{1,2})-(?P<month>[A-Za-z]{3})-(?P<y>\d{4})"
    r"(?:[, T]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?\s*(?P<half>[AaPp][Mm])?)?$"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TWITTER = re.compile(
    r"(?:\w{3}) (?P<month>\w{3}) (?P<d>\d{1,2}) (?P<time>\d{2}:\d{2}:\d{2}) (?P<zone>[+-]\d{4}) (?P<y>\d{4})$"
)
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?$|\d{13}$")


def read_time(text: str, zone: tzinfo) -> datetime | None:
    """A time in UTC, or None when the text is none or can be read in two ways (03/04/2026).

    Understood: ISO 8601, `31.10.2017 22:10`, `31-Oct-2017 10:10PM`, e-mail dates, Twitter's export, seconds
    or milliseconds since 1970, and slashed dates where one number is above 12. `zone` is used where the text
    names none.
    """
    text = text.strip()
    try:
        found = next(filter(None, (read(text) for read in _READERS)), None)
    except (ValueError, OverflowError, OSError):
        return None
    if found is None:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):  # year 1 and 9999 leave the calendar when moved to UTC
        return None


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.match(text):
        return None
    number = float(text)
    return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)


def _iso(text: str) -> datetime | None:
    if not text[:4].isdecimal():
        return None
    try:
        return datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError:
        return None


def _german(text: str) -> datetime | None:
    if not (hit := _GERMAN.match(text)):
        return None
    year = int(hit["y"])
    return _at(year + 2000 if year < 100 else year, int(hit["m"]), int(hit["d"]), hit)


def _slashed(text: str) -> datetime | None:
    if not (hit := _SLASHED.match(text)):
        return None
    first, second = int(hit["a"]), int(hit["b"])
    if first <= 12 and second <= 12 and first != second:
        return None
    day, month = (first, second) if first > 12 else (second, first)
    return _at(int(hit["y"]), month, day, hit, hit["half"])


def _named(text: str) -> datetime | None:
    """`22-Nov-2026 06:10AM`, as listening tools write it."""
    if not (hit := _NAMED.match(text)) or hit["month"].lower() not in _MONTHS:
        return None
    return _at(int(hit["y"]), _MONTHS.index(hit["month"].lower()) + 1, int(hit["d"]), hit, hit["half"])


def _at(year: int, month: int, day: int, hit: "re.Match[str]", half: str | None = None) -> datetime:
    hour, minute, second = (int(hit[part] or 0) for part in "HMS")
    if half:
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the caller adds the zone


def _twitter(text: str) -> datetime | None:
    """`Tue Oct 31 22:10:47 +0000 2017`; not by strptime, whose month names follow the machine's language."""
    if not (hit := _TWITTER.match(text)):
        return None
    return parsedate_to_datetime(f"{hit['d']} {hit['month']} {hit['y']} {hit['time']} {hit['zone']}")


def _mail(text: str) -> datetime | None:
    return parsedate_to_datetime(text) if any(c.isalpha() for c in text) else None


_READERS = (_epoch, _iso, _german, _named, _twitter, _slashed, _mail)
