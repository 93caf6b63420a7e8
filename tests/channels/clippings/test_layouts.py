"""Notification and clipping mails, as the posts they tell of."""

import time
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.channels.clippings.layout import own, shipped
from sturmwarte.channels.clippings.lines import address
from sturmwarte.channels.clippings.parse import Desk, parse_sample, to_posts
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Wrong

SAMPLES = files("sturmwarte.channels.clippings") / "samples"


def sample(name: str) -> list[Post]:
    return list(parse_sample((SAMPLES / f"{name}.eml").read_bytes()))


def test_an_alert_with_three_articles() -> None:
    posts = sample("google_alerts")
    assert [post.url for post in posts] == [
        "https://zeitung.example/wirtschaft/rahmen-rueckruf",
        "https://fahrradblog.example/radwerk-test",
        "https://forum.example/t/99",
    ]
    first = posts[0]
    assert first.title == "Radwerk ruft 4.000 Stadträder zurück"
    assert first.text == "Bei einem Modell kann der Rahmen brechen, teilte das Unternehmen mit."
    assert (first.author.name, first.created_at.day) == ("Musterstädter Zeitung", 21)
    assert posts[1].author.name == "Fahrradblog"
    assert all(post.flags == () for post in posts), "proven by the mail server"


@pytest.mark.parametrize(
    ("name", "network", "form", "author", "begins", "url"),
    [
        (
            "linkedin",
            "linkedin",
            "comment",
            "Jonas Brandt",
            "Und was ist mit",
            "https://www.linkedin.com/comm/feed/up",
        ),
        (
            "facebook",
            "facebook",
            "comment",
            "Ada Lorenz",
            "Ist mein Rad auch",
            "https://www.facebook.com/radwerk/p",
        ),
        (
            "instagram",
            "instagram",
            "comment",
            "radfreundin.mila",
            "Schönes Blau!",
            "https://www.instagram.com/p/Cabc/",
        ),
        (
            "google_review",
            "google_reviews",
            "review",
            "Mila Kern",
            "Freundlich, aber",
            "https://business.google.com/rev",
        ),
        (
            "kununu",
            "kununu",
            "review",
            "anonym (kununu)",
            "In der Werkstatt",
            "https://www.kununu.com/de/radwerk/k",
        ),
    ],
)
def test_notifications(name: str, network: str, form: str, author: str, begins: str, url: str) -> None:
    (post,) = sample(name)
    assert (post.network, post.form, post.author.name) == (network, form, author)
    assert post.text.startswith(begins)
    assert "ansehen" not in post.text
    assert "lesen:" not in post.text
    assert post.url.startswith(url)
    assert "utm_" not in post.url
    assert "fbclid" not in post.url
    assert post.id == post.url


def test_stars_and_places() -> None:
    assert (sample("google_review")[0].rating, sample("google_review")[0].place) == (
        2.0,
        "Radwerk Musterstadt",
    )
    (post,) = sample("kununu")
    assert (post.rating, post.title, post.place) == (2.4, "Viel Druck, wenig Dank", "Musterstadt")


def test_a_press_review_is_several_articles() -> None:
    posts = sample("press_list")
    assert [post.title[:16] for post in posts] == ["Rückruf bei Radw", "Kommentar: Spät,", "Fahrradverband f"]
    assert posts[1].author.name == "Abendblatt Beispiel"
    assert posts[1].text == "Radwerk hat lange geschwiegen."
    assert posts[0].id == "ps-1@medienbeobachtung.example#1"
    assert posts[2].url == "https://verband.example/presse/radwerk"


def test_recordings_of_radio_and_television() -> None:
    radio, television = sample("broadcast")
    assert (radio.author.name, radio.title) == ("Radio Musterland", "Morgenmagazin")
    assert radio.created_at == datetime(2026, 11, 22, 5, 12, tzinfo=UTC), "the service's own clock"
    assert radio.text.endswith("Bruch des Rahmens.")
    assert television.text == "Eine Kundin zeigt uns ihr gebrochenes Rad."


def test_a_mail_of_no_known_build_is_kept_whole() -> None:
    (post,) = sample("unknown")
    assert post.flags == ("layout_unknown", "sender_unproven")
    assert "Auszubildende" in post.text
    assert post.is_private


def test_a_changed_layout_loses_nothing() -> None:
    raw = (SAMPLES / "kununu.eml").read_bytes().replace(b"hat Ihr Unternehmen bewertet", b"war aktiv")
    (post,) = parse_sample(raw)
    assert "layout_unknown" in post.flags
    assert "In der Werkstatt fehlen Leute" in post.text


def test_a_forged_sender_is_marked() -> None:
    raw = (SAMPLES / "kununu.eml").read_bytes()
    assert parse_sample(raw)[0].flags == ()
    for said in (b"dkim=fail header.d=kununu.com", b"dkim=pass header.d=boese.example", b"none"):
        forged = raw.replace(b"dkim=pass (2048-bit key) header.d=kununu.com", said)
        assert parse_sample(forged)[0].flags == ("sender_unproven",)
    below = b"Authentication-Results: mx.firma.example; none\n" + raw
    assert parse_sample(below)[0].flags == ("sender_unproven",), "only the topmost note is our server's"


OWN = """
- id: forum
  senders: ["@forum.example"]
  network: web
  form: comment
  read: one
  say: ['^(?P<author>\\w+) schrieb']
  begin: ['schrieb']
  end: ['^--$']
  link: 'thema'
"""


def test_layouts_of_ones_own() -> None:
    raw = b"From: bot@mail.forum.example\nMessage-ID: <1@f>\n\nMila schrieb im Thema\nKein Strom!\n--\nAbo"
    (post,) = to_posts(raw, Desk("clippings:x", "x", (*own(OWN), *shipped())))
    assert (post.author.name, post.text, post.form) == ("Mila", "Kein Strom!", "comment")


@pytest.mark.parametrize(
    "written",
    ["- id: a", "- {id: a, read: one, say: ['(']}", "[", "- {id: a, read: viele}", "- 7", "a: &a [*a]"],
)
def test_layouts_that_cannot_work(written: str) -> None:
    with pytest.raises(Wrong, match="bad_layout"):
        own(written)


def test_patterns_that_never_end_are_given_up() -> None:
    layout = own("- {id: a, senders: ['@a.example'], read: one, say: ['^(a+)+$'], begin: ['x']}")
    raw = b"From: x@a.example\nMessage-ID: <1@f>\n\nx\n" + b"a" * 1000 + b"!\n"
    began = time.process_time()
    assert to_posts(raw, Desk("clippings:x", "x", layout))[0].text
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("url", "real"),
    [
        ("https://l.example/?u=https%3A%2F%2Fz.example%2Fa%3Fb%3D1", "https://z.example/a?b=1"),
        ("https://z.example/a?utm_source=x&b=1&fbclid=2#c", "https://z.example/a?b=1#c"),
        ("javascript:alert(1)", ""),
        ("https://[kaputt", ""),
        ("https://l.example/?u=javascript:alert(1)", "https://l.example/?u=javascript:alert(1)"),
    ],
)
def test_where_links_really_lead(url: str, real: str) -> None:
    assert address(url, ("u",)) == real


MONSTERS = {
    "anchors": b"From: googlealerts-noreply@google.com\nContent-Type: text/html\n\n" + b"<a " * 80_000,
    "hrefs": b"From: googlealerts-noreply@google.com\nContent-Type: text/html\n\n" + b'<a href="' * 25_000,
    "links": b"From: googlealerts-noreply@google.com\nContent-Type: text/html\n\n"
    + b'<a href="https://a.example/?url=https://b.example">ein langer Titel</a>' * 3000,
    "lines": b"From: a@kununu.com\nSubject: Bewertung\n\n" + b"Bewertung: 1\n" * 20_000,
    "labels": b"Subject: Pressespiegel\n\n" + b"Titel: a\nText: b\n" * 10_000,
    "blanks": b"Subject: Pressespiegel\n\n" + (b"a " * 900 + b"|\n") * 100,
}


@pytest.mark.parametrize("name", MONSTERS)
def test_no_mail_holds_us_up(name: str) -> None:
    began = time.process_time()
    posts = parse_sample(MONSTERS[name])
    assert time.process_time() - began < 2
    assert len(posts) <= 200


SENDERS = st.sampled_from(
    [sender for one in shipped() for sender in one.senders] + ["x@pressedienst.example"]
)


@settings(max_examples=150, deadline=2000)
@given(SENDERS, st.text(max_size=60), st.lists(st.text(max_size=60), max_size=12), st.booleans())
def test_whatever_comes_is_a_post(sender: str, subject: str, lines: list[str], page: bool) -> None:
    address = sender if not sender.startswith("@") else f"x{sender}"
    subject = "Pressespiegel Bewertung kommentiert " + subject.replace("\n", " ").replace("\r", " ")
    kind = "text/html" if page else "text/plain"
    body = ("<br>" if page else "\n").join(lines)
    head = f"From: {address}\nSubject: {subject}\nMessage-ID: <1@x>\nContent-Type: {kind}; charset=utf-8"
    raw = f"{head}\n\n{body}"
    posts = parse_sample(raw.encode("utf-8", "replace"))
    assert posts
    assert all(post.id and "\x00" not in post.content for post in posts)
