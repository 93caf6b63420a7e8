"""Business hours across weekends, holidays and clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sturmwarte.core.triage.deadlines import deadline, span, span_text
from sturmwarte.core.triage.hours import Calendar, Hours, weekdays

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def business(start: str, hours: float, land: str | None = None, opening: Hours = OFFICE) -> str:
    """Local time at which `hours` of business time are over."""
    calendar = Calendar(opening, "Europe/Berlin", "DE", land)
    end = deadline(local(start), timedelta(hours=hours), "business", calendar)
    assert end.tzinfo is UTC
    return end.astimezone(BERLIN).strftime("%a %Y-%m-%d %H:%M")


def test_friday_evening_waits_for_monday():
    assert business("2026-03-06 18:30", 4) == "Mon 2026-03-09 13:00"
    assert business("2026-03-06 16:00", 4) == "Mon 2026-03-09 12:00"


def test_within_a_day_and_before_opening():
    assert business("2026-03-10 10:00", 4) == "Tue 2026-03-10 14:00"
    assert business("2026-03-10 06:00", 4) == "Tue 2026-03-10 13:00"
    assert business("2026-03-10 09:00", 8) == "Tue 2026-03-10 17:00"


def test_holidays_differ_between_bavaria_and_berlin():
    # Epiphany (6 January 2026, a Tuesday) is a holiday in Bavaria; Women's Day (8 March) in Berlin.
    assert business("2026-01-05 16:00", 2, "BY") == "Wed 2026-01-07 10:00"
    assert business("2026-01-05 16:00", 2, "BE") == "Tue 2026-01-06 10:00"
    opening = Hours(week={"mon-sun": "09:00-17:00"})
    assert business("2026-03-07 16:00", 2, "BE", opening) == "Mon 2026-03-09 10:00"
    assert business("2026-03-07 16:00", 2, "BY", opening) == "Sun 2026-03-08 10:00"


def test_holidays_can_be_switched_off_and_days_added():
    assert business("2026-01-05 16:00", 2, "BY", Hours(holidays=False)) == "Tue 2026-01-06 10:00"
    assert business("2026-03-09 16:00", 2, None, Hours(closed=[date(2026, 3, 10)])) == "Wed 2026-03-11 10:00"


def test_opening_hours_keep_their_wall_time_when_the_clock_changes():
    # Summer time begins on 29 March 2026 at 02:00, ends on 25 October at 03:00.
    assert business("2026-03-27 16:00", 2) == "Mon 2026-03-30 10:00"
    assert business("2026-10-23 16:00", 2) == "Mon 2026-10-26 10:00"


def test_a_window_over_the_change_of_the_clock_has_its_real_length():
    night = Hours(week={"sun": "00:00-06:00", "mon": "09:00-17:00"})
    assert business("2026-03-29 00:00", 5, None, night) == "Sun 2026-03-29 06:00"
    assert business("2026-10-25 00:00", 5, None, night) == "Sun 2026-10-25 04:00"


def test_several_windows_a_day_and_days_named_twice():
    hours = Hours(week={"mo-fr": ["09:00-12:00", "13:00-17:00"], "fr": "11:00-14:00"})
    assert business("2026-03-10 11:30", 1, None, hours) == "Tue 2026-03-10 13:30"
    assert business("2026-03-13 11:30", 2, None, hours) == "Fri 2026-03-13 13:30"


def test_a_calendar_that_is_never_open_still_gives_a_deadline():
    never = Hours(week={"mon": "09:00-17:00"}, closed=[date(2026, 1, 1) + timedelta(n) for n in range(1200)])
    assert business("2026-03-10 10:00", 2, None, never) == "Tue 2026-03-10 12:00"


def test_is_open_ends_with_the_window():
    calendar = Calendar(OFFICE)
    assert calendar.is_open(local("2026-03-10 09:00"))
    assert not calendar.is_open(local("2026-03-10 17:00"))
    assert not calendar.is_open(local("2026-03-08 12:00"))


@given(
    st.integers(0, 730 * 24 * 60).map(lambda n: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=n)),
    st.integers(1, 60 * 60),
    st.sampled_from(["always", "business"]),
)
def test_a_deadline_never_lies_before_its_span_is_over(start, minutes, clock):
    calendar = Calendar(OFFICE, land="BY")
    end = deadline(start, timedelta(minutes=minutes), clock, calendar)
    assert end >= start + timedelta(minutes=minutes)
    later = deadline(start + timedelta(hours=1), timedelta(minutes=minutes), clock, calendar)
    assert later >= end


@pytest.mark.parametrize("week", [{}, {"mon": []}, {"noday": "09:00-17:00"}, {"mon": "17:00-09:00"},
                                  {"mon": "9-17"}, {"mon": "09:00-24:30"}, {"mon": 9}])  # fmt: skip
def test_hours_nobody_can_keep_are_refused(week):
    with pytest.raises(ValidationError):
        Hours(week=week)


def test_weekdays_in_both_languages_and_over_the_weekend():
    assert weekdays("mon-fri") == weekdays("Mo – Fr") == [0, 1, 2, 3, 4]
    assert weekdays("sat-tue") == [5, 6, 0, 1]
    assert weekdays("so") == [6]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("15 min", 15), ("4h", 240), ("1,5 Stunden", 90), ("1 h 30 min", 90), ("2 Tage", 2880), (45, 45)],
)
def test_spans_as_people_write_them(text, minutes):
    assert span(text) == timedelta(minutes=minutes)
    assert span(span_text(timedelta(minutes=minutes))) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["soon", "", "4 weeks", "0 min", "-3 h", "9999 d", "4h later"])
def test_spans_nobody_can_mean(text):
    with pytest.raises(ValueError, match=r"triage\.check\.span"):
        span(text)
