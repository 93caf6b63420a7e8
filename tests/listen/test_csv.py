"""Tables as people export them: separators, quotes, times and numbers of two countries."""

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.listen.csv_columns import MappingError, guess, read_mapping, shown
from sturmwarte.core.listen.csv_dialect import detect
from sturmwarte.core.listen.csv_row import Columns
from sturmwarte.core.listen.csv_time import read_time
from sturmwarte.core.listen.jsonlines import LineError, parse_record

BERLIN = ZoneInfo("Europe/Berlin")
cell = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2017-10-31T22:10:47Z", datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC)),
        ("2017-10-31 22:10", datetime(2017, 10, 31, 21, 10, tzinfo=UTC)),
        ("2017-07-31", datetime(2017, 7, 30, 22, tzinfo=UTC)),
        ("31.10.2017, 22:10 Uhr", datetime(2017, 10, 31, 21, 10, tzinfo=UTC)),
        ("1.7.17", datetime(2017, 6, 30, 22, tzinfo=UTC)),
        ("Tue Oct 31 22:10:47 +0000 2017", datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC)),
        ("Tue, 31 Oct 2017 22:10:47 +0100", datetime(2017, 10, 31, 21, 10, 47, tzinfo=UTC)),
        ("1509487847", datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC)),
        ("1509487847000", datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC)),
        ("10/31/2017 10:10 PM", datetime(2017, 10, 31, 21, 10, tzinfo=UTC)),
        ("31-Oct-2017 10:10PM", datetime(2017, 10, 31, 21, 10, tzinfo=UTC)),
        ("31-Oct-2017", datetime(2017, 10, 30, 23, tzinfo=UTC)),
        ("31-Xyz-2017", None),
        ("03/04/2026", None),
        ("32.13.2017", None),
        ("gestern", None),
        ("0001-01-01", None),
    ],
)
def test_times(text, moment):
    assert read_time(text, BERLIN) == moment


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_times(text):
    found = read_time(text, BERLIN)
    assert found is None or found.tzinfo is UTC


@given(st.lists(st.lists(cell, min_size=3, max_size=3), min_size=3, max_size=8), st.sampled_from(",;\t"))
def test_what_was_written_is_read_again(rows, separator):
    rows = [["id", "text", "datum"], *([n.strip() or "x" for n in row] for row in rows)]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    dialect = detect(out.getvalue())
    assert dialect is not None
    assert dialect.separator == separator
    if dialect.quoted and not dialect.escape:
        assert list(dialect.reader(iter(out.getvalue().splitlines(keepends=True)))) == rows


@given(st.text(max_size=200))
def test_no_text_breaks_the_search_for_a_dialect(text):
    detect(text)


@given(st.lists(cell, min_size=1, max_size=8), st.data())
def test_any_row_becomes_a_post_or_says_why_not(header, data):
    names = ["id", "text", "datum", "likes", "sterne", "autor", "own", "url"]
    columns = Columns(names, guess(names), BERLIN)
    cells = data.draw(st.lists(cell, min_size=7, max_size=9))
    with suppress(LineError):
        record = {"channel": "file:x", **columns.record(cells)}
        post = parse_record(record, received_at=datetime(2026, 3, 1, tzinfo=UTC))
        assert post.id
        assert post.text


def row(header, *cells, mapping=None):
    names = header.split(",")
    return Columns(names, mapping or guess(names), BERLIN).record(cells)


def test_the_same_row_has_the_same_id():
    first, second = row("text", "Hallo"), row("text", "Hallo")
    assert first["id"] == second["id"] != row("text", "Welt")["id"]
    assert first["flags"] == ["id_from_content"]


def test_numbers_of_two_countries():
    assert row("id,text,likes", "3.0", "x", "1.234")["metrics"] == {"likes": 1234}
    assert row("id,text,likes", "3.0", "x", "1.234")["id"] == "3"
    assert row("id,text,likes", "3", "x", "viele").get("metrics") is None, "unknown is not zero"
    assert row("text,sterne", "x", "4,5 von 5")["rating"] == 4.5


def test_yes_and_no_can_be_turned_around():
    mapping = {"text": "text", "own": "!inbound"}
    assert row("text,inbound", "x", "False", mapping=mapping)["own"] is True


def test_a_mapping_is_read_as_it_is_shown():
    header = ["Beitrags-ID", "Kommentar", "Datum"]
    assert read_mapping(shown(guess(header)), header) == guess(header)
    with pytest.raises(MappingError, match="no column"):
        read_mapping("text=nope", header)
