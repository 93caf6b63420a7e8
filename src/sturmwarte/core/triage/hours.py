"""When the company is at work, and when a span of business time is over."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import holidays
from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.entry import Entry
from sturmwarte.core.plan.section import Plan, Section
from sturmwarte.core.reason import Reason

Clock = Literal["always", "business"]

_DAYS = {name: i for i, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_DAYS |= {name: i for i, name in enumerate(("mo", "di", "mi", "do", "fr", "sa", "so"))}
_WINDOW = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
_HORIZON_DAYS = 800
"""How far ahead an open minute is looked for: beyond two years the calendar is wrong, not the span."""

Minutes = tuple[int, int]
"""Begin and end of a window in minutes since midnight, local time; the end may be 1440."""


def _windows(value: object) -> object:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list):
        raise _wrong("window", value)
    return [_window(text) if isinstance(text, str) else text for text in texts]


def _window(text: str) -> Minutes:
    found = _WINDOW.fullmatch(text.strip())
    if not found:
        raise _wrong("window", text)
    h1, m1, h2, m2 = map(int, found.groups())
    begin, end = h1 * 60 + m1, h2 * 60 + m2
    if m1 > 59 or m2 > 59 or end > 1440:
        raise _wrong("beyond_day", text)
    if end <= begin:
        raise _wrong("over_night", text)
    return begin, end


def _wrong(key: str, value: object) -> ValueError:
    """A mistake in the section, in the form `core.plan.wrong` turns into a problem with a mend."""
    return ValueError(Reason(f"triage.check.{key}", {"value": str(value)}), Reason(f"triage.check.{key}_fix"))


Windows = Annotated[
    list[Minutes],
    BeforeValidator(_windows),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Hours(Entry):
    """Business hours: local windows per weekday (`mon-fri`, `sa`, ...), less holidays and closed days.

    Zone, country and Land are the company's, so that they stand in one place only.
    """

    week: dict[str, Windows] = Field(
        {"mon-fri": [(540, 1020)]},
        min_length=1,
        description="Windows by weekday, as in `mon-fri: 09:00-17:00`.",
    )
    holidays: bool = Field(True, description="Closed on public holidays of the company's country and Land.")
    closed: list[date] = Field([], description="Further days without service.")

    @field_validator("week")
    @classmethod
    def _known_days(cls, week: dict[str, list[Minutes]]) -> dict[str, list[Minutes]]:
        for key in week:
            weekdays(key)
        if not any(week.values()):
            raise _wrong("never_open", "week")
        return week


def weekdays(key: str) -> list[int]:
    """`mon`, `fri-sun`, `mo-fr` -> weekday numbers, Monday is 0; a `ValueError` says what to write.

    >>> weekdays("sa-mo")
    [5, 6, 0]
    """
    first, _, last = key.lower().replace(" ", "").replace("–", "-").partition("-")
    try:
        begin, end = _DAYS[first], _DAYS[last or first]
    except KeyError:
        raise _wrong("weekday", key) from None
    return [day % 7 for day in range(begin, (end if end >= begin else end + 7) + 1)]


class Calendar:
    """`Hours` made ready for reckoning. Instants are aware datetimes; results are in UTC.

    Windows are local wall time, so an opening day keeps its hours across a clock change while its
    length in real minutes is counted in UTC.
    """

    def __init__(
        self, hours: Hours, zone: str = "Europe/Berlin", country: str = "DE", land: str | None = None
    ) -> None:
        self.zone = ZoneInfo(zone)
        self._week = _by_weekday(hours.week)
        self._closed = frozenset(hours.closed)
        self._holidays = _holidays(country, land) if hours.holidays else frozenset()
        self._open = lru_cache(maxsize=4096)(self._windows_of)

    def day(self, moment: datetime) -> date:
        """The local date."""
        return moment.astimezone(self.zone).date()

    def is_open(self, moment: datetime) -> bool:
        return any(begin <= moment < end for begin, end in self._open(self.day(moment)))

    def after(self, start: datetime, span: timedelta) -> datetime:
        """The instant at which `span` of business time has passed since `start`.

        Out of hours the span begins with the next opening; a span of zero ends right there.
        """
        left, day = span, self.day(start)
        for _ in range(_HORIZON_DAYS):
            for begin, end in self._open(day):
                begin = max(begin, start)  # noqa: PLW2901 - the part of the window still ahead
                if begin < end:
                    if left <= end - begin:
                        return (begin + left).astimezone(UTC)
                    left -= end - begin
            day += timedelta(days=1)
        return (start + span).astimezone(UTC)  # never open: a deadline by the wall clock beats none

    def _windows_of(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        if day in self._closed or day in self._holidays:
            return ()
        return tuple((self._at(day, begin), self._at(day, end)) for begin, end in self._week[day.weekday()])

    def _at(self, day: date, minute: int) -> datetime:
        if minute == 1440:
            day, minute = day + timedelta(days=1), 0
        local = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=self.zone)
        return local.astimezone(UTC)


def _by_weekday(week: Mapping[str, Iterable[Minutes]]) -> list[list[Minutes]]:
    days: list[list[Minutes]] = [[] for _ in range(7)]
    for key, windows in week.items():
        for day in weekdays(key):
            days[day] = sorted({*days[day], *windows})
    return [_merged(windows) for windows in days]


def _merged(windows: list[Minutes]) -> list[Minutes]:
    """Overlapping windows become one, or a minute in both would be counted twice."""
    merged: list[Minutes] = []
    for begin, end in windows:
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    return merged


def _holidays(country: str, land: str | None) -> "holidays.HolidayBase | frozenset[date]":
    return holidays.country_holidays(country, subdiv=land or None) if country else frozenset()


def calendar_of(plan: Plan) -> Calendar:
    """The opening hours of a plan, in the company's zone and with its holidays."""
    company = plan[COMPANY]
    return Calendar(plan[HOURS], company.timezone, company.country, company.land)


HOURS: Section[Hours] = Section("hours", Hours, Hours)
