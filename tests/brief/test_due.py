"""When a briefing is mailed: on the wall clock of the station, whatever is done to the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.station.brief.due import OFF, clock, last_due, next_due

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
EVERY = ("07:30",) * 7
CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
TIMES = st.lists(st.one_of(st.just(""), CLOCKS), min_size=7, max_size=7)
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC", "Africa/Casablanca"]
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def all_of(times, zone, since, n):
    found = []
    for _ in range(n):
        since = next_due(times, zone, since)
        found.append(since)
    return found


def test_half_past_seven_stays_half_past_seven():
    """Through both changes of a year: a year has 365 such mornings."""
    found = all_of(EVERY, BERLIN, datetime(2026, 1, 1, tzinfo=UTC), 365)
    assert {f"{at.astimezone(BERLIN):%H:%M}" for at in found} == {"07:30"}
    assert {f"{at:%H:%M}" for at in found} == {"05:30", "06:30"}
    assert len({at.astimezone(BERLIN).date() for at in found}) == 365


def test_a_time_the_clock_skips_comes_once_and_later():
    found = all_of(("02:30",) * 7, BERLIN, datetime(2026, 3, 28, 12, tzinfo=UTC), 2)
    assert [f"{at.astimezone(BERLIN):%d %H:%M}" for at in found] == ["29 03:30", "30 02:30"]


def test_a_time_the_clock_shows_twice_comes_once():
    found = all_of(("02:30",) * 7, BERLIN, datetime(2026, 10, 24, 12, tzinfo=UTC), 2)
    assert [at.isoformat() for at in found] == ["2026-10-25T00:30:00+00:00", "2026-10-26T01:30:00+00:00"]


def test_days_without_a_time_are_left_out():
    weekdays = ("07:30",) * 5 + ("", "")
    friday = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert next_due(weekdays, BERLIN, friday).astimezone(BERLIN).isoformat() == "2026-11-23T07:30:00+01:00"
    assert next_due(OFF, BERLIN, friday) is None


@given(TIMES, ZONES, MOMENTS)
def test_it_is_later_within_a_week_and_never_leaves_one_out(times, zone, after):
    zone = ZoneInfo(zone)
    found = next_due(times, zone, after)
    if not any(times):
        assert found is None
        return
    assert after < found <= after + 8 * DAY
    local = found.astimezone(zone)
    assert times[local.weekday()] or times[(local - DAY).weekday()]  # a skipped time may pass midnight
    assert next_due(times, zone, found - timedelta(microseconds=1)) == found


@given(TIMES, ZONES, MOMENTS)
def test_the_last_one_is_the_newest_that_is_past(times, zone, now):
    zone, within = ZoneInfo(zone), timedelta(hours=6)
    found = last_due(times, zone, now, within)
    after = next_due(times, zone, found or now - within)
    assert after is None or after > now
    assert found is None or now - within < found <= now


@pytest.mark.parametrize("text", ["7", "25:00", "07:60", "morgens", "07:30:00", "-1:30", "07:30 +01"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r"does not match|unconverted"):
        clock(text)
