"""Mails to our own people, against a real SMTP server on this machine."""

import re
import socket
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from hypothesis import given, settings
from hypothesis import strategies as st

import sturmwarte
from sturmwarte import packs
from sturmwarte.messengers.mail import Letter, Server, composed, reach, send, server_of
from sturmwarte.wire.errors import Refused, Unreachable, Wrong
from sturmwarte.wire.guard import Guard

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SENDER = "Sturmwarte Muster <storm@example.com>"
LETTER = Letter("notice:1", "anna@example.com", "„Mastodon“ ist gestört", "Guten Tag,\nbitte prüfen.\n")


class Box:
    """Takes every mail; answers with `says` when it is set."""

    def __init__(self):
        self.mails, self.says = [], None

    async def handle_DATA(self, _server, _session, envelope):
        if self.says is None:
            self.mails.append(message_from_bytes(envelope.content, policy=default))
        return self.says or "250 taken"


def authenticate(_server, _session, _envelope, _mechanism, data):
    known = isinstance(data, LoginPassword) and data.password == b"richtig"
    return AuthResult(success=known, handled=False)


@pytest.fixture(scope="module")
def running():
    box = Box()
    server = Controller(
        box, "127.0.0.1", 0, authenticator=authenticate, auth_require_tls=False, ready_timeout=10
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server.port = probe.getsockname()[1]
    server.start()
    yield box, server.port
    server.stop()


@pytest.fixture
def box(running):
    running[0].mails, running[0].says = [], None
    return running[0]


@pytest.fixture
def server(running):
    return Server("127.0.0.1", running[1], False)


def test_a_mail_arrives_as_it_was_meant(box, server):
    send(LETTER, server, SENDER, NOW)
    (mail,) = box.mails
    assert (mail["To"], mail["From"]) == ("anna@example.com", SENDER)
    assert mail["Subject"] == "„Mastodon“ ist gestört"
    assert mail.get_content().splitlines() == ["Guten Tag,", "bitte prüfen."]
    assert mail["Auto-Submitted"] == "auto-generated"


def test_sent_again_it_is_the_same_mail(box, server):
    send(LETTER, server, SENDER, NOW)
    send(LETTER, server, SENDER, NOW)
    assert len({mail["Message-ID"] for mail in box.mails}) == 1
    assert box.mails[0]["Message-ID"].endswith("@example.com>")


def test_a_login_that_is_turned_away_says_so_without_the_password(box, server):
    wrong = Server(server.host, server.port, False, "storm", "falsch")
    with pytest.raises(Refused) as refused:
        send(LETTER, wrong, SENDER, NOW)
    assert "falsch" not in f"{refused.value}{refused.value.reason}{wrong!r}"
    reach(Server(server.host, server.port, False, "storm", "richtig"))
    assert box.mails == []


@pytest.mark.parametrize(
    ("says", "error"),
    [("451 greylisted", Unreachable), ("550 no such user", Wrong), ("421 bye", Unreachable)],
)
def test_what_the_server_says_decides_whether_to_try_again(box, server, says, error):
    box.says = says
    with pytest.raises(error):
        send(LETTER, server, SENDER, NOW)


def test_nobody_there_is_tried_again(server):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable):
            send(LETTER, Server("127.0.0.1", unused.getsockname()[1], False), SENDER, NOW)


def test_a_server_that_offers_no_tls_gets_no_password(box, running):
    """By a name that is not this machine's own, so that the rule for others counts."""
    guard = Guard(["mail.example.com"], resolver=lambda *_: ["127.0.0.1"])
    with pytest.raises(Wrong) as wrong:
        send(LETTER, Server("mail.example.com", running[1], False, "a", "richtig"), SENDER, NOW, guard=guard)
    assert wrong.value.reason.key == "mail.no_tls"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smtp://mail.example.com", Server("mail.example.com", 587, False)),
        ("smtps://mail.example.com", Server("mail.example.com", 465, True)),
        ("smtp://a%40b.c:p%3Aw@h:2525/", Server("h", 2525, False, "a@b.c", "p:w")),
    ],
)
def test_the_setting(text, expected):
    assert server_of(text) == expected


@pytest.mark.parametrize(
    "text", ["", "mail.example.com", "http://h", "smtp://", "smtp://u:geheim@h:x", "smtp://h/a"]
)
def test_a_setting_that_names_no_server_says_the_mend(text):
    with pytest.raises(ValueError, match="smtps://") as wrong:
        server_of(text)
    assert "geheim" not in str(wrong.value)


@pytest.mark.parametrize("to", ["", "anna", "a@b\nBcc: x@y.z", "a@b.c, d@e.f", "<a@b.c", "a b@c.d", "ä@b.c"])
def test_what_is_no_address_is_refused(to):
    with pytest.raises(Wrong):
        composed(Letter("k", to, "s", "t"), SENDER, NOW)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_no_header_can_be_smuggled_in(key, subject, text):
    raw = composed(Letter(key, "a@example.com", subject, text), SENDER, NOW).as_bytes()
    head = message_from_bytes(raw, policy=default)
    assert sorted(set(head.keys())) == [
        "Auto-Submitted", "Content-Language", "Content-Transfer-Encoding", "Content-Type", "Date", "From",
        "MIME-Version", "Message-ID", "Subject", "To", "X-Auto-Response-Suppress",
    ]  # fmt: skip
    assert head["To"] == "a@example.com"


def test_every_trouble_has_a_sentence():
    files = Path(sturmwarte.__file__).parent.glob("messengers/mail/*.py")
    used = {key for file in files for key in re.findall(r'"(mail\.[a-z_]+)"', file.read_text("utf-8"))}
    assert len(used) > 6
    for language in packs.LANGUAGES:
        assert used <= packs.texts(language).keys()
