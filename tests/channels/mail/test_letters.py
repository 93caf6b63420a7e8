"""What a mail says, who wrote it and what it belongs to, however it was written."""

import time
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.channels.mail.parse import Where, parse_sample, to_post
from sturmwarte.channels.mailbox.decoding import words
from sturmwarte.channels.mailbox.letter import read
from sturmwarte.channels.mailbox.quoting import tell_apart
from sturmwarte.core.post import Post

SAMPLES = files("sturmwarte.channels.mail") / "samples"


def sample(name: str) -> Post:
    (post,) = parse_sample((SAMPLES / f"{name}.eml").read_bytes())
    return post


def test_a_complaint_with_attachments() -> None:
    post = sample("complaint")
    assert post.title == "Rahmen gebrochen – was nun?"
    assert post.text == (
        "Guten Tag,\n\nder Rahmen meines Stadtrads ist gestern beim Anfahren gebrochen. Mir ist "
        "nichts passiert, aber ich fühle mich auf dem Rad nicht mehr sicher.\n\nWas soll ich tun?"
    )
    assert post.raw is not None
    assert post.raw["signature"] == "Mila Kern\nMusterweg 3, Musterstadt"
    assert [a["name"] for a in post.raw["attachments"]] == ["rahmen.jpg", "Kaufbeleg Räder.pdf"]
    assert [m.type for m in post.media] == ["image"]
    assert post.unread_media
    assert post.created_at == datetime(2026, 11, 21, 8, 12, 44, tzinfo=UTC)
    assert (post.author.id, post.author.name) == ("mila.kern@kunden.example", "Mila Kern")
    assert (post.in_reply_to, post.root, post.flags) == ("", "", ())


def test_a_reply_belongs_to_its_conversation() -> None:
    post = sample("reply")
    assert post.text == "Danke, das hilft mir. Wann holen Sie das Rad ab?"
    assert post.root == "7f3a.2211@kunden.example"
    assert post.in_reply_to.startswith("0a1b2c3d")
    assert "Bitte fahren Sie nicht weiter" in post.raw["history"]


def test_a_web_form_speaks_for_who_filled_it_in() -> None:
    post = sample("web_form")
    assert post.author.id == "jonas@post.example"
    assert post.flags == ("automatic",)
    assert not post.own


@pytest.mark.parametrize(
    ("text", "writer"),
    [
        ("Name: Jonas Brandt\nE-Mail: Jonas@Post.example\nNachricht: Hallo", "jonas@post.example"),
        ("Ihre E-Mail-Adresse : <jonas@post.example>\n\nHallo", "jonas@post.example"),
        ("Mail: service@firma.example\nHallo", "service@firma.example"),
        ("Bitte schreiben Sie an jonas@post.example", "service@firma.example"),
    ],
)
def test_a_form_without_an_answering_address(text: str, writer: str) -> None:
    raw = f"From: service@firma.example\nMessage-ID: <1@f>\n\n{text}".encode()
    assert parse_sample(raw)[0].author.id == writer
    strange = raw.replace(b"From: service@firma", b"From: fremd@boese")
    assert parse_sample(strange)[0].author.id == "fremd@boese.example", "nobody else may name a writer"


def test_html_is_read_as_text_and_fetches_nothing() -> None:
    post = sample("html_only")
    assert "wir bitten bis Freitag um eine Stellungnahme" in post.text
    assert "alert" not in post.text
    assert "color" not in post.text
    assert post.media == ()


@pytest.mark.parametrize(("name", "flag"), [("away", "auto_reply"), ("returned", "bounce")])
def test_mails_that_nobody_wrote(name: str, flag: str) -> None:
    assert sample(name).flags == (flag,)


def test_a_returned_mail_hangs_below_ours() -> None:
    post = sample("returned")
    assert post.in_reply_to == "2c1b2c3d4e5f60718293a4b5c6d7e8f901234567@firma.example"
    assert post.raw["undelivered"] == [{"to": "jonas@post.example", "why": "smtp; 550 5.1.1 no such mailbox"}]


def test_a_forwarded_mail_brings_its_words() -> None:
    assert "Die Bremse hat auf der Abfahrt versagt." in sample("forwarded").text


@pytest.mark.parametrize(
    ("subject", "headers", "flags"),
    [
        ("Out of office", "", ("auto_reply",)),
        ("Abwesenheitsnotiz: Urlaub", "", ("auto_reply",)),
        (
            "Gelesen",
            "Content-Type: multipart/report; report-type=disposition-notification\n",
            ("auto_reply",),
        ),
        ("Post", "Precedence: bulk\n", ("bulk",)),
        ("Post", "X-Autoreply: yes\n", ("auto_reply",)),
        ("Automatische Bremse gebrochen", "", ()),
        ("Post", "Auto-Submitted: no\nReturn-Path: <>\n", ()),
    ],
)
def test_flags(subject: str, headers: str, flags: tuple[str, ...]) -> None:
    raw = f"From: a@b.example\nSubject: {subject}\n{headers}\nText".encode()
    assert read(raw).flags == flags


QUOTED = [
    ("Ja.\n\nOn Mon, 3 May 2026 at 10:00, A B <a@b.example> wrote:\n> Kommt ihr?", "Ja."),
    ("Ja.\n\nAm Mo., 3. Mai 2026 um 10:00 Uhr schrieb A B <\na@b.example>:\n\n> Kommt ihr?", "Ja."),
    ("Ja.\n\n-----Ursprüngliche Nachricht-----\nVon: A\nKommt ihr?", "Ja."),
    (
        "Ja.\n\n________________________________\nVon: A\nGesendet: heute\nAn: B\nBetreff: C\n\nKommt ihr?",
        "Ja.",
    ),
    ("Ja.\n\nAm 21.11.26 um 11:40 schrieb Radwerk\n\nKommt ihr?", "Ja."),
    ("> Kommt ihr?\nJa.\n> Wann?\nUm drei.", "Ja.\nUm drei."),
    ("Am Montag schrieb A:\n> Kommt ihr?\n\nJa, gern.\n-- \nA", "Ja, gern."),
    ("---------- Forwarded message ---------\nFrom: A\nSubject: C\n\nHilfe", None),
    ("Am Montag schrieb ich Ihnen. Keine Antwort!", None),
    ("> nur Zitat", None),
    ("Danke\n\nGesendet von Outlook für iOS", "Danke"),
    ("Von mir aus gern.\nAn sich gut.", None),
    ("", None),
]


@pytest.mark.parametrize(("written", "new"), QUOTED)
def test_history_is_told_from_news(written: str, new: str | None) -> None:
    assert tell_apart(written).new == (written if new is None else new)


def test_clocks_ahead_are_not_believed() -> None:
    raw = b"From: a@b.example\nDate: Mon, 1 Jan 2035 00:00:00 +0000\nMessage-ID: <1@b>\n\nx"
    arrived = datetime(2026, 11, 22, tzinfo=UTC)
    post = to_post(raw, Where("mail:x"), arrived)
    assert post.created_at == arrived
    assert post.flags == ("created_at_in_future",)
    assert to_post(b"From: a@b.example\n\nx", Where("mail:x"), arrived).flags == ("created_at_missing",)


def test_without_an_id_copies_are_the_same() -> None:
    raw = b"From: a@b.example\nDate: Mon, 2 Nov 2026 00:00:00 +0000\n\nx"
    one, two = (to_post(b"Received: by %d\n" % n + raw, Where("mail:x")).id for n in (1, 2))
    assert one == two
    assert one != to_post(raw + b"y", Where("mail:x")).id


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("=?utf-8?q?=C3=84rger?= =?utf-8?q?_im_Rad?=", "Ärger im Rad"),
        ("=?utf-8?B?w4Ry?= und =?iso-8859-1?q?=FC?=", "Är und ü"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=84?=", "Ä"),  # a character cut in two
        ("=?punycode?q?aaaa?=", "aaaa"),
        ("=?kaputt", "=?kaputt"),
    ],
)
def test_encoded_words(header: str, text: str) -> None:
    assert words(header) == text


MONSTERS = {
    "nested": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(20_000)
    ),
    "boundaries": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 1_000_000,
    "words": b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\n",
    "addresses": b"From: " + b"a@b.c, " * 100_000 + b"\n\n",
    "comments": b"From: " + b"(" * 8000 + b"\n\n",
    "attributions": b"\n" + b"am a\n" * 50_000,
    "rules": b"\n" + b"____________\n\n" * 18_000,
    "dashes": b"\n--" + b" " * 200_000 + b"x\nAm " + b"schrieb " * 20_000,
    "tags": b"Content-Type: text/html\n\n" + b"<div>" * 200_000,
    "headers": b"A: b\n" * 100_000 + b"\n",
}


@pytest.mark.parametrize("name", MONSTERS)
def test_no_mail_holds_us_up(name: str) -> None:
    began = time.process_time()
    (post,) = parse_sample(MONSTERS[name])
    assert time.process_time() - began < 1.5
    assert len(post.text) <= 20_000


HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "References", "Content-Type", "Reply-To"]
HEADERS += ["Content-Transfer-Encoding", "Content-Disposition", "Auto-Submitted", "Return-Path"]


@settings(max_examples=200, deadline=1000)
@given(
    st.lists(st.tuples(st.sampled_from(HEADERS), st.binary(max_size=60)), max_size=8),
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"multipart/mixed; boundary=x\n", b"text/html\n", b"multipart/report; boundary=x\n"]
    ),
)
def test_whatever_comes_is_a_post(headers: list[tuple[str, bytes]], body: bytes, kind: bytes) -> None:
    head = b"".join(name.encode() + b": " + value + b"\n" for name, value in headers)
    head += b"Content-Type: " + kind if kind else b""
    (post,) = parse_sample(head + b"\n--x\n" + body + b"\n--x--\n")
    assert post.id
    assert "\x00" not in post.text + post.title + post.id


@settings(max_examples=100, deadline=1000)
@given(st.text(max_size=400))
def test_nothing_new_is_lost(written: str) -> None:
    told = tell_apart(written)
    assert bool(told.new) == bool(written.strip())
