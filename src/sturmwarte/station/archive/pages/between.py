"""The stretch of time a search is limited to, as it stands in the page's address: `since` and `until`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from sturmwarte.station.frame import formats

_DAY = timedelta(days=1)
_YEARS = (1900, 9000)
"""Days before and after them can be counted without falling off the calendar."""


@dataclass(frozen=True)
class Between:
    """From `since` on, before `until`; None is no limit. Both carry the reader's zone."""

    since: datetime | None = None
    until: datetime | None = None

    @property
    def address(self) -> dict[str, str]:
        """The parts of an address that say the same; a midnight is written as its date."""
        return {name: _written(at) for name, at in (("since", self.since), ("until", self.until)) if at}

    @property
    def words(self) -> str:
        """`8. Nov.`, `8. Nov., 14:00 – 15:00`, `8. Nov. – 12. Nov.`; empty without limits.

        The end of a stretch of whole days is its last day, though `until` is the midnight after it.
        """
        since, until = self.since, self.until
        whole = all(at is None or at == _midnight(at) for at in (since, until))
        if whole and until:
            until -= timedelta(microseconds=1)
        first, last = (_said(at, whole) if at else "" for at in (since, until))
        if since and until and since.date() == until.date():
            return first if whole else f"{first} – {until:%H:%M}"
        return f"{first} – {last}".strip() if first or last else ""


def asked(given: QueryDict) -> Between:
    """What the address says; what is no time there limits nothing."""
    return Between(_time(given.get("since", "")), _time(given.get("until", "")))


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        if not _YEARS[0] <= found.year <= _YEARS[1]:
            return None
        return timezone.localtime(timezone.make_aware(found) if timezone.is_naive(found) else found)
    except (ValueError, OverflowError):
        return None


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%d}" if at == _midnight(at) else at.isoformat(timespec="minutes")


def _said(at: datetime, whole: bool) -> str:
    day = formats.date(at, timezone.localtime(), get_language() or "en")
    return day if whole else f"{day}, {at:%H:%M}"
