"""We keep to what platforms allow, in every spelling of it, and never stop."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.wire.errors import Limited
from sturmwarte.wire.limits import Budget, Window, read_window
from sturmwarte.wire.waiting import asked_to_wait, moment
from tests.wire.loopback import answer

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
IN_FIVE = NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    "headers",
    [
        {
            "x-ratelimit-limit": "300",
            "x-ratelimit-remaining": "30",
            "x-ratelimit-reset": "2026-11-22T12:05:00.000Z",
        },
        {"x-rate-limit-limit": "300", "x-rate-limit-remaining": "30", "x-rate-limit-reset": "1795349100"},
        {"ratelimit-limit": "300;w=300", "ratelimit-remaining": "30", "ratelimit-reset": "300"},
        {"ratelimit": "limit=300, remaining=30, reset=300"},
        {"ratelimit": '"default";q=300;r=30;t=300'},
        {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "30.0", "x-ratelimit-reset": "300"},
    ],
)
def test_every_spelling_says_the_same(headers):
    assert read_window(headers, NOW) == Window(30, IN_FIVE, 300)


def test_shares_of_an_app():
    used = read_window({"x-app-usage": '{"call_count": 20, "total_time": 91, "total_cputime": 3}'}, NOW)
    assert used == Window(9, NOW + timedelta(hours=1), 100)


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"ratelimit": "soon"}, {"x-ratelimit-remaining": "5"}, {"x-app-usage": "[]"}, 
        {"x-app-usage": "{"},
        {"x-ratelimit-remaining": "5", "x-ratelimit-reset": "yesterday"},
        {"x-ratelimit-remaining": "5", "x-ratelimit-reset": "1000000000"},
        {"ratelimit": "remaining=1, reset=99999999999999999"},
    ],
)  # fmt: skip
def test_what_says_nothing_is_no_limit(headers):
    assert read_window(headers, NOW) is None


NAMES = ["ratelimit", "x-app-usage", "retry-after", "x-ratelimit-reset", "x-ratelimit-remaining"]
VALUES = st.text(st.sampled_from('0123456789.;=,:-+TZeEnaif"{}[] rt')) | st.text()


@settings(deadline=None)  # the machine may be busy
@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_no_header_breaks_us_or_stops_us_for_longer_than_a_day(headers):
    budget = Budget()
    for status in (200, 429):
        budget.heed("a", status, headers, NOW)
        assert timedelta() <= budget.wait("a", NOW) <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("text", "until"),
    [("300", IN_FIVE), ("Sun, 22 Nov 2026 12:05:00 GMT", IN_FIVE), ("0", NOW),
     ("99999999", NOW + timedelta(days=1)), ("-5", None), ("soon", None), ("", None), ("nan", None),
     ("1795349100000", IN_FIVE)],
)  # fmt: skip
def test_until_when(text, until):
    assert moment(text, NOW) == until
    assert asked_to_wait({"retry-after": text}, NOW) == until


def test_plenty_never_waits_and_few_are_spread_over_the_time_left():
    budget = Budget()
    budget.heed("a", 200, {"ratelimit": "limit=300, remaining=290, reset=300"}, NOW)
    assert all(not budget.wait("a", NOW) for _ in range(20))
    assert budget.slowed is None
    budget.heed("a", 200, {"ratelimit": "limit=300, remaining=30, reset=300"}, NOW)
    waits = [budget.wait("a", NOW).total_seconds() for _ in range(30)]
    assert waits[0] == 0
    assert all(5 < later - before < 15 for before, later in itertools.pairwise(waits))
    assert 240 < waits[-1] <= 300
    assert budget.slowed.key == "trouble.slowed"
    assert budget.wait("b", NOW) == timedelta()


def test_a_call_that_is_put_off_is_not_counted():
    budget = Budget()
    budget.heed("a", 200, {"ratelimit": "limit=300, remaining=10, reset=300"}, NOW)
    second = timedelta(seconds=1)
    assert not budget.wait("a", NOW, most=second)
    assert {budget.wait("a", NOW, most=second) for _ in range(50)} == {budget.wait("a", NOW)}


def test_used_up_waits_for_the_window_and_is_free_after_it():
    budget = Budget()
    budget.heed("a", 429, {"retry-after": "300"}, NOW, "search")
    assert budget.wait("a", NOW, "search") == timedelta(minutes=5)
    assert budget.wait("a", NOW, "other") == timedelta()
    assert budget.wait("a", IN_FIVE, "search") == timedelta()
    assert budget.slowed is None


def test_the_client_waits_a_little_and_leaves_long_waits_to_the_engine(server, make_client):
    rested = []
    client = make_client(rest=rested.append)
    server.says["/few"] = answer(RateLimit="limit=100, remaining=10, reset=60")
    for _ in range(3):
        client.get(f"{server.url}/few")
    assert len(rested) >= 1
    assert all(0 < seconds <= 7 for seconds in rested)
    server.says["/none"] = answer(status="429 Too Many", Retry_After="600")
    with pytest.raises(Limited):
        client.get(f"{server.url}/none", scope="x").ok()
    asked = len(server.seen)
    with pytest.raises(Limited) as raised:
        client.get(f"{server.url}/none", scope="x")
    assert raised.value.until - client.now() > timedelta(minutes=9)
    assert len(server.seen) == asked
