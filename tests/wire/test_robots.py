"""Sites' rules for robots are kept, and asked once a day."""

from datetime import timedelta

import pytest

from sturmwarte.wire.errors import Blocked
from sturmwarte.wire.guard import Guard
from sturmwarte.wire.robots import Robots, read
from tests.wire.loopback import answer

RULES = b"User-agent: *\nDisallow: /intern\nCrawl-delay: 3\n\nUser-agent: Sturmwarte\nDisallow: /nie\n"


def test_the_rules_for_us_and_for_all(server, client):
    server.says["/robots.txt"] = answer(RULES)
    robots = Robots(client)
    assert robots.may(f"{server.url}/intern")
    assert not robots.may(f"{server.url}/nie/x")
    assert not robots.may(f"{server.url}/intern", "Other")
    assert (robots.delay(server.url, "Other"), robots.delay(server.url)) == (timedelta(seconds=3), None)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("status", "may"), [("404 No", True), ("403 No", True), ("500 Oh", False), ("429 Slow", False)]
)
def test_no_rules_allow_all_and_a_broken_site_nothing_for_now(server, make_client, status, may):
    client = make_client(rest=lambda _: False)
    server.says["/robots.txt"] = answer(RULES, status)
    assert Robots(client).may(f"{server.url}/intern") is may


def test_an_address_that_must_not_be_asked(make_client):
    with pytest.raises(Blocked):
        Robots(make_client(Guard())).may("http://10.0.0.1/")


@pytest.mark.parametrize(
    "text", ["\x00" * 1000, "Disallow: /" + "*a" * 5000, "<html>", "User-agent:\n" * 5000, "\ud800"]
)
def test_any_text_can_be_read(text):
    assert read(text).can_fetch("http://a.example/" + "a" * 2000, "Sturmwarte") in (True, False)
