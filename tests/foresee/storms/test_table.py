"""Any line of any file is a row or says what is wrong with it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.foresee.storms.table import Reader, Wrong, layout

BERLIN = ZoneInfo("Europe/Berlin")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=40)


def read(*lines, zone=BERLIN):
    found = layout(lines[0])
    reader = Reader(found, zone, "brand")
    return [reader.row(line) for line in (lines[1:] if found.header else lines)]


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_any_text_is_rows_or_wrong(head, lines):
    try:
        found = layout(head)
    except Wrong:
        return
    reader = Reader(found, BERLIN, "brand")
    for line in lines:
        try:
            row = reader.row(line)
        except Wrong:
            continue
        assert row.at.tzinfo is UTC
        assert row.value is None or row.value >= 0


@settings(max_examples=60, deadline=None)
@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)), st.integers(0, 10**9))  # noqa: DTZ001
def test_what_is_written_is_read(at, value):
    at = at.replace(microsecond=0, tzinfo=UTC)
    for stamp in (at.isoformat(), str(int(at.timestamp())) if at.year > 1980 else at.isoformat()):
        (row,) = read("timestamp,value", f"{stamp},{value}")
        assert (row.at, row.value, row.stamp) == (at, value, stamp)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Zeit;Anzahl", "02.03.2026 14:30;12,5"), (13.5, 12.5)),
        (("2026-03-02 14:30,7",), (13.5, 7)),
        (("date\tposts", "2026-03-02\t3"), (-1, 3)),
        (('"timestamp","note","count"', '"2026-03-02T14:30:00Z","a, b","1e2"'), (14.5, 100)),
        (("1772461800,4",), (14.5, 4)),
        (("1772461800000,4",), (14.5, 4)),
    ],
)
def test_forms_people_have(lines, expected):
    (row,) = read(*lines)
    hours, value = expected
    assert row.at == datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hours)
    assert row.value == value


@pytest.mark.parametrize("text", ["", "NaN", "null", "-", "n/a", " "])
def test_not_heard(text):
    assert read("timestamp,value", f"2026-03-02,{text}")[0].value is None


@pytest.mark.parametrize("text", ["-1", "inf", "1e13", "x", "1 000", "0x10", "--"])
def test_no_count(text):
    with pytest.raises(Wrong, match="column value"):
        read("timestamp,value", f"2026-03-02,{text}")


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "1969-12-31", "2300-01-01", "99999999999999"]
)
def test_no_time(text):
    with pytest.raises(Wrong, match="column timestamp"):
        read("timestamp,value", f"{text},1")


def test_the_hour_that_autumn_repeats_comes_twice():
    stamps = [f"2025-10-26 {hour:02}:{minute:02}" for hour in (1, 2, 2, 3) for minute in (0, 30)]
    rows = read("timestamp,value", *(f"{stamp},1" for stamp in stamps))
    gaps = {after.at - before.at for before, after in pairwise(rows)}
    assert gaps == {timedelta(minutes=30)}


def test_three_columns_without_a_header():
    (row,) = read("2026-03-02,tariffs,5")
    assert (row.series, row.value) == ("tariffs", 5)
    (row,) = read("2026-03-02,5,6")
    assert (row.series, row.value) == ("brand", 5)
