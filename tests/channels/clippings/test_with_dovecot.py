"""A mailbox of clippings against a real Dovecot."""

from collections.abc import Iterator
from importlib.resources import files

import pytest

from sturmwarte.channels.clippings import connect
from sturmwarte.channels.mailbox.following import Step
from sturmwarte.channels.mailbox.imap import Fetched
from tests.channels.mail.scene import Ear, Rest, place, values
from tests.channels.servers.dovecot import Dovecot, running

SAMPLES = files("sturmwarte.channels.clippings") / "samples"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


def test_every_article_of_a_mail_is_heard(dovecot: Dovecot) -> None:
    for name in ("press_list", "unknown", "kununu"):
        dovecot.deliver((SAMPLES / f"{name}.eml").read_bytes(), "presse")
    rest = Rest()
    settings = values(
        dovecot, user="presse", address="presse@firma.example", senders=["@pressedienst.example"]
    )
    connection = connect(place(settings, rest))
    assert connection.check().notes == ()
    ear = Ear(connection.subscriptions()[0], rest)
    posts = ear.wait_for(4)
    ear.stop()
    assert [post.network for post in posts] == ["web", "web", "web", "kununu"]
    assert ear.cursor["uid"] == 3


def test_the_position_moves_with_the_last_of_many() -> None:
    item = b"1. Eine lange Schlagzeile\nBlatt | 21.11.2026\nText\n\n"
    raw = b"Subject: Pressespiegel\nFrom: a@b.example\nMessage-ID: <%d@b>\n\n" + item * 180
    settings = {"address": "a@firma.example", "imap_host": "imap.firma.example"}
    mails = [Fetched(n, raw % n, len(raw), None) for n in range(1, 5)]
    steps = list(connect(place(settings))._heard(Step(mails, {"uid": 4})))
    assert [len(step.posts) for step in steps] == [500, 220]
    assert [step.cursor for step in steps] == [None, {"uid": 4}]
