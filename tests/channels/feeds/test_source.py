"""Setting a source of feeds up: what is checked, what it says of it."""

from datetime import timedelta

import pytest

from sturmwarte.channels.contract import Connection
from sturmwarte.channels.feeds.feed import Hints
from sturmwarte.channels.feeds.pacing import due
from sturmwarte.wire.errors import Missing, Wrong
from tests.channels.feeds.conftest import NOON
from tests.channels.servers.feeds import Page, item


def test_the_check_says_what_is_heard_and_what_to_know(site, source):
    site.rss("/feed", [item(site.url, 1, NOON)])
    site.rss("/undated", [item(site.url, 2, None)])
    site.redirect("/moved", "/feed")
    connection = source("/feed", "/undated", "/moved", "/absent")
    assert isinstance(connection, Connection)
    account = connection.check()
    assert account.name == "Anzeiger +3"
    assert account.url == f"{site.url}/"
    assert [note.key.rpartition(".")[2] for note in account.notes] == ["undated", "moved", "not_heard"]


def test_one_good_feed_keeps_a_source_going_and_pages_say_where_they_led(site, source):
    site.pages["/"] = Page(
        b"<!doctype html><link rel=alternate type=application/rss+xml href=/feed>", type="text/html"
    )
    site.rss("/feed", [item(site.url, 1, NOON)])
    account = source("/absent", "/").check()
    assert [note.key.rpartition(".")[2] for note in account.notes] == ["not_heard", "found"]


def test_one_feeds_trouble_does_not_ask_for_rules_anew(site, source):
    site.rss("/feed", [item(site.url, 1, NOON)])
    for _ in range(3):
        list(source("/feed").subscriptions()[0].listen({}))
    assert len(site.asked_for("/robots.txt")) == 1


def test_a_source_without_one_good_feed_says_why(site, source):
    with pytest.raises(Missing):
        source("/absent").check()
    with pytest.raises(Wrong, match="no_address"):
        source()
    with pytest.raises(Wrong, match="too_many"):
        source(*(f"/{n}" for n in range(201)))


def test_addresses_are_mended_and_each_is_one_subscription(source):
    connection = source("feed://a.example/x", "https://a.example/x", " https://b.example/" + "y" * 400)
    names = [subscription.name for subscription in connection.subscriptions()]
    assert names[0] == "https://a.example/x"
    assert len(names) == 2
    assert len(names[1]) < 300


QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("headers", "hints", "minutes"),
    [
        ({}, Hints(), 15),
        ({"cache-control": "public, max-age=60"}, Hints(), 15),
        ({"cache-control": "max-age=3600", "age": "600"}, Hints(), 50),
        ({"cache-control": "max-age=999999999"}, Hints(), 120),
        ({}, Hints(ttl_s=1e12), 120),
        ({}, Hints(skip_hours=frozenset({12, 13})), 120),
        ({}, Hints(skip_hours=frozenset(range(24))), 12 * 60 + 15),
        ({}, Hints(skip_days=frozenset({6})), 12 * 60),
    ],
)
def test_publishers_are_asked_as_often_as_they_like_within_bounds(headers, hints, minutes):
    assert due(NOON, QUARTER, headers, hints) == NOON + timedelta(minutes=minutes)
