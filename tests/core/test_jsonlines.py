import contextlib
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.listen.jsonlines import LineError, parse_line, parse_record

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def parse(**fields):
    return parse_record({"id": "1", "channel": "mail", **fields}, received_at=NOW)


def test_times_are_kept_in_utc():
    post = parse(created_at="2026-03-01T12:30:00+01:00")
    assert post.created_at == datetime(2026, 3, 1, 11, 30, tzinfo=UTC)
    assert post.received_at == NOW
    assert post.flags == ()


@pytest.mark.parametrize(
    ("created", "flag"),
    [
        (None, "created_at_missing"),
        ("2026-03-01T12:00:00", "created_at_without_zone"),
        ("2026-03-01T12:06:00Z", "created_at_in_future"),
    ],
)
def test_a_time_we_cannot_believe_becomes_the_time_of_receipt_and_says_so(created, flag):
    post = parse(created_at=created)
    assert post.created_at == NOW
    assert flag in post.flags


def test_a_clock_a_little_ahead_is_believed():
    assert parse(created_at="2026-03-01T12:04:00Z").created_at == NOW + timedelta(minutes=4)


def test_numbers_are_ids_and_null_is_absent():
    post = parse(id=7, in_reply_to=3, url=None, author={"id": 5, "handle": None})
    assert (post.id, post.in_reply_to, post.url, post.author.id) == ("7", "3", "", "5")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"[1]", "not an object"),
        (b"{", "not JSON"),
        (b'{"id": "\xff", "channel": "x"}', "not UTF-8"),
        (b'{"channel": "x"}', "`id` is missing"),
        (b'{"id": "1"}', "`channel` is missing"),
        (b'{"id": "1", "channel": "x", "form": "poem"}', "`form`: invalid enum value 'poem'"),
        (b'{"id": "1", "channel": "x", "author": {"id": "a", "followers": "many"}}', "`author.followers`"),
        (b'{"id": "1", "channel": "x", "created_at": "yesterdayZ"}', "`created_at`"),
        (
            b'{"id": "1", "channel": "x", "created_at": "0001-01-01T00:00:00+23:59"}',
            "a time before the year 1",
        ),
        (
            b'{"id": "1", "channel": "x", "created_at": "9999-12-31T23:59:30Z",'
            b' "received_at": "9999-12-31T23:59:00Z"}',
            "a time before the year 1",
        ),
        (b"[" * 5000, "not JSON"),
    ],
)
def test_a_bad_line_says_what_is_wrong(line, said):
    with pytest.raises(LineError, match=said.replace("[", r"\[")):
        parse_line(line, received_at=NOW)


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda x: st.dictionaries(
            st.sampled_from(["id", "channel", "text", "author", "media", "flags", "created_at"]), x
        ),
    ).map(msgspec.json.encode)
)
def test_nothing_but_a_post_or_a_line_error_comes_out(line):
    with contextlib.suppress(LineError):
        parse_line(line, received_at=NOW)
