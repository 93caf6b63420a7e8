"""What is kept how long: the pure policy, and what the night does with it."""

from datetime import timedelta

import pytest

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.moments import DAY
from sturmwarte.station.archive.retention import Kept, Policy, Rule, due
from tests.archive.scene import ALL, NOON, entry, found, post, take

DAYS = timedelta(days=1)
POLICY = Policy(
    (
        Rule("post", 10 * DAYS, channel="mail:*"),
        Rule("post", 30 * DAYS),
        Rule("raw", 2 * DAYS),
        Rule("author", 5 * DAYS, source="feed:*"),
    )
)


@pytest.mark.parametrize(
    ("channel", "source", "age", "expected"),
    [
        ("mastodon:x", "", 1, set()),
        ("mastodon:x", "", 2, {"raw"}),
        ("mastodon:x", "", 29, {"raw"}),
        ("mastodon:x", "", 30, {"post"}),
        ("mail:service", "", 10, {"post"}),
        ("mastodon:x", "feed:1", 5, {"raw", "author"}),
    ],
)
def test_the_first_rule_that_fits_counts(channel: str, source: str, age: int, expected: set[str]) -> None:
    assert due(POLICY, Kept(channel, source, "post", 0), age * DAY) == expected
    assert due(Policy(), Kept(channel, source, "post", 0), 10_000 * DAY) == set()


def test_what_expires_goes_as_a_whole() -> None:
    assert due(Policy(), Kept("c", "", "story", 0, expires=5), 5) == {"post"}
    assert due(Policy(), Kept("c", "", "story", 0, expires=5), 4) == set()


@pytest.mark.django_db
def test_the_night_takes_what_is_due_and_it_stays_away() -> None:
    take(
        entry(post("old"), raw=b"{}"),
        entry(post("new", received_at=NOON + 25 * DAYS), raw=b"{}"),
        post("story", expires_at=NOON + DAYS, received_at=NOON + 25 * DAYS),
    )
    done = Archive().retention(NOON + 31 * DAYS, POLICY)
    assert (done["post"], done["raw"]) == (2, 1)
    assert found() == ["new"]
    assert take(post("old")) == ["suppressed"]
    assert Archive().retention(NOON + 31 * DAYS, POLICY) == {"post": 0, "raw": 0, "author": 0, "hold": 0}


@pytest.mark.django_db
def test_a_name_can_go_while_the_words_stay() -> None:
    take(entry(post("1", by="otto", source="feed:1"), raw=b"{}"), post("2", by="otto"))
    assert Archive().retention(NOON + 6 * DAYS, POLICY)["author"] == 1
    assert found("author:otto") == ["2"]
    kept = Archive().get("mastodon", "1", may=ALL)
    assert kept is not None
    assert (kept.post.author, kept.post.text) == (None, "Die Bahn kommt zu spät")
    assert [one for one in Archive().integrity() if not one.ok] == []


@pytest.mark.django_db
def test_the_default_policy_counts_from_hearing_not_from_writing() -> None:
    take(post("1", created_at=NOON - 3650 * DAYS, received_at=NOON))
    assert Archive().retention(NOON + DAYS)["post"] == 0
    assert found() == ["1"]
