"""What time of the week it is for the people who write: local half hours, public holidays, slow weeks."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import numpy as np
from numpy.typing import NDArray

Minutes = NDArray[np.int64]
"""Whole minutes since 1970, UTC."""

SLOTS = 336
"""Half hours of a week, from Monday 00:00 local time."""
SLOTS_A_DAY = 48
_SUNDAY = 6
_QUARTERS_A_DAY = 96
"""Zones differ from UTC by whole quarters of an hour, so a quarter lies in one half hour only."""


class UnknownPlace(ValueError):
    """A zone, country or Land nobody knows; says which and what to write."""


class Calendar:
    """Local half hours of the week. A public holiday and a `quiet` day count as a Sunday.

    In the hour a clock change skips there is no slot; the hour it repeats falls into the same slots twice.
    """

    def __init__(
        self,
        zone: str = "Europe/Berlin",
        country: str = "DE",
        land: str | None = None,
        quiet: Iterable[date] = (),
    ) -> None:
        try:
            self.zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as problem:
            raise UnknownPlace(f"unknown time zone {zone!r}: write it as in Europe/Berlin") from problem
        self._quiet = frozenset(quiet)
        self._holidays = _holidays(country, land)
        self._day = lru_cache(maxsize=4096)(self._quarters)

    def slots(self, minutes: Minutes) -> NDArray[np.int16]:
        """The slot 0..335 of each minute."""
        return self._table(minutes)[0]

    def slow(self, minutes: Minutes) -> NDArray[np.bool_]:
        """Whether each minute lies in the slow weeks, 24 December to 6 January."""
        return self._table(minutes)[1]

    def slot(self, minute: int) -> int:
        day, rest = divmod(minute, 1440)
        return int(self._day(day)[0][rest // 15])

    def is_slow(self, minute: int) -> bool:
        day, rest = divmod(minute, 1440)
        return bool(self._day(day)[1][rest // 15])

    def counts_as_sunday(self, day: date) -> bool:
        return day.weekday() == _SUNDAY or day in self._quiet or day in self._holidays

    def _table(self, minutes: Minutes) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
        days, quarters = np.divmod(np.asarray(minutes, np.int64) // 15, _QUARTERS_A_DAY)
        slots, slow = np.empty(days.shape, np.int16), np.empty(days.shape, np.bool_)
        unique, place = np.unique(days, return_inverse=True)
        tables = [self._day(int(day)) for day in unique]
        if tables:
            slots = np.stack([table[0] for table in tables])[place.reshape(days.shape), quarters]
            slow = np.stack([table[1] for table in tables])[place.reshape(days.shape), quarters]
        return slots, slow

    def _quarters(self, day: int) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
        slots, slow = np.empty(_QUARTERS_A_DAY, np.int16), np.empty(_QUARTERS_A_DAY, np.bool_)
        for i in range(_QUARTERS_A_DAY):
            local = datetime.fromtimestamp(day * 86400 + i * 900, UTC).astimezone(self.zone)
            weekday = _SUNDAY if self.counts_as_sunday(local.date()) else local.weekday()
            slots[i] = weekday * SLOTS_A_DAY + local.hour * 2 + local.minute // 30
            slow[i] = (local.month, local.day) >= (12, 24) or (local.month, local.day) <= (1, 6)
        return slots, slow


def _holidays(country: str, land: str | None) -> Any:
    if not country:
        return frozenset()
    try:
        return holidays.country_holidays(country, subdiv=land or None)
    except NotImplementedError as problem:
        place = f"{country}/{land}" if land else country
        raise UnknownPlace(
            f"no public holidays known for {place}: write codes as in DE and BY, or leave the country empty"
        ) from problem
