"""Local half hours: both clock changes, holidays, quiet days, slow weeks."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.foresee.calendar import SLOTS_A_DAY, Calendar, UnknownPlace

BERLIN = Calendar()


def minute(*moment: int, zone: str = "Europe/Berlin") -> int:
    return int(datetime(*moment, tzinfo=ZoneInfo(zone)).timestamp()) // 60  # type: ignore[arg-type,misc]


def test_monday_midnight_is_slot_zero() -> None:
    assert BERLIN.slot(minute(2026, 6, 15, 0, 0)) == 0
    assert BERLIN.slot(minute(2026, 6, 15, 8, 29)) == 16
    assert BERLIN.slot(minute(2026, 6, 15, 8, 30)) == 17


def test_spring_skips_the_hour() -> None:
    before = minute(2026, 3, 29, 1, 30)
    sunday = 6 * SLOTS_A_DAY
    assert [BERLIN.slot(before + step) - sunday for step in (0, 29, 30, 60)] == [3, 3, 6, 7]


def test_autumn_repeats_the_hour() -> None:
    before = minute(2026, 10, 25, 1, 30)
    sunday = 6 * SLOTS_A_DAY
    assert [BERLIN.slot(before + step) - sunday for step in (0, 30, 60, 90, 120, 150)] == [3, 4, 5, 4, 5, 6]


def test_a_holiday_counts_as_sunday_where_it_is_one() -> None:
    corpus_christi = minute(2026, 6, 4, 10, 0)
    assert Calendar(land="BY").slot(corpus_christi) == 6 * SLOTS_A_DAY + 20
    assert Calendar(land="BE").slot(corpus_christi) == 3 * SLOTS_A_DAY + 20


def test_a_quiet_day_counts_as_sunday() -> None:
    calendar = Calendar(country="", quiet=[date(2026, 6, 5)])
    assert calendar.slot(minute(2026, 6, 5, 0, 0)) == 6 * SLOTS_A_DAY


def test_slow_weeks() -> None:
    days = [(12, 23, False), (12, 24, True), (12, 31, True), (1, 1, True), (1, 6, True), (1, 7, False)]
    for month, day, slow in days:
        assert BERLIN.is_slow(minute(2026, month, day, 12, 0)) is slow


@pytest.mark.parametrize("place", [{"zone": "Europe/Nowhere"}, {"country": "XX"}, {"land": "ZZ"}])
def test_an_unknown_place_says_which(place: dict[str, str]) -> None:
    with pytest.raises(UnknownPlace, match=next(iter(place.values()))):
        Calendar(**place)  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None)
@given(
    st.integers(26_297_280, 31_556_160),
    st.sampled_from(["Asia/Kathmandu", "America/Lima"]),
)
def test_many_at_once_are_as_one_by_one(first: int, zone: str) -> None:
    calendar = Calendar(zone, "")
    minutes = first + np.arange(0, 3000, 47)
    local = [datetime.fromtimestamp(int(m) * 60, UTC).astimezone(ZoneInfo(zone)) for m in minutes]
    expected = [t.weekday() * SLOTS_A_DAY + t.hour * 2 + t.minute // 30 for t in local]
    assert calendar.slots(minutes).tolist() == expected
    assert [calendar.slot(int(m)) for m in minutes] == expected
