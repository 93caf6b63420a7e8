"""The briefing from the outbox to a mailbox: through SMTP into a real Dovecot, read there by IMAP."""

import imaplib
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from sturmwarte.engine.sending import deliver_due
from sturmwarte.station.brief.actions.mailing import set_mailing
from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.models import Outgoing
from tests.channels.servers.dovecot import HOST, WORD, Dovecot, running
from tests.channels.servers.smtp import Smtp

pytestmark = [pytest.mark.django_db, pytest.mark.channels]
BOX = "mila"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def smtp(dovecot, monkeypatch) -> Iterator[Smtp]:
    """Takes the station's mails and lays them into the box, as a company's mail server does."""
    server = Smtp(then=lambda raw: dovecot.deliver(raw, BOX))
    server.start()
    monkeypatch.setattr(settings, "SMTP", f"smtp://{HOST}:{server.port}")
    monkeypatch.setattr(settings, "MAIL_FROM", "Sturmwarte <storm@example.com>")
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://storm.example.com")
    yield server
    server.stop()


def mails(dovecot):
    """As a mail programme fetches them."""
    with imaplib.IMAP4(HOST, dovecot.imap) as line:
        line.login(BOX, WORD)
        line.select("INBOX")
        numbers = line.search(None, "ALL")[1][0].split()
        found = [line.fetch(number.decode(), "(RFC822)")[1][0] for number in numbers]
        return [message_from_bytes(one[1], policy=policy.default) for one in found]


def test_the_morning_s_mail_lies_in_the_mailbox_once_and_whole(day, late, dovecot, smtp):
    owner = day.people["owner"]
    set_mailing(owner, ("07:30",) * 7, True, ZoneInfo("Europe/Berlin"), day.now)
    payload = {
        "user": owner.pk,
        "since": (day.now - timedelta(days=1)).isoformat(),
        "at": day.now.isoformat(),
    }
    assert outbox.put("brief:dovecot", "brief", owner.email, payload, day.now)
    for _ in range(3):
        while deliver_due(day.now, None, ["brief"]):
            pass
    (mail,) = mails(dovecot)
    assert Outgoing.objects.get(key="brief:dovecot").state == "sent"
    assert mail["To"] == owner.email
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for case in late:
        address = f"https://storm.example.com/desk/{case.pk}/"
        assert address in plain, "a link that leads to the late case"
        assert f'href="{address}' in html
    assert "überfällig" in plain.lower(), "umlauts arrive as they were written"
    assert "<script" not in html
    assert mail["Message-ID"]
    assert all(len(line) <= 998 for line in mail.as_bytes().splitlines()), "what RFC 5322 allows"
