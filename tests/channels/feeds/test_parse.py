"""What feeds say becomes posts, what they should not say becomes nothing; no input hangs the reader."""

import random
import time
from contextlib import suppress
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.channels.feeds import from_opml, parse_sample, to_opml
from sturmwarte.channels.feeds.discover import feeds_of
from sturmwarte.channels.feeds.parse import parse
from sturmwarte.wire.errors import Unreadable
from tests.channels.feeds.conftest import NOON
from tests.channels.servers.feeds import item, rss

SAMPLES = {
    name: (files("sturmwarte.channels.feeds") / "samples" / name).read_bytes()
    for name in ("rss.xml", "atom.xml", "feed.json", "apps.xml")
}


def test_rss_with_what_it_carries():
    story, episode, bare = parse_sample(SAMPLES["rss.xml"])
    assert story.id == story.url == "https://anzeiger.example/2026/11/stromausfall-west"
    assert story.author.name == "Mila Krause"
    assert story.text.endswith(
        "Die Stadtwerke nennen einen Kabelschaden als Ursache & bitten um Entschuldigung."
    )
    assert episode.id == "https://sample.example/feed#folge-12"
    assert episode.title == "Folge 12: Was kostet die Wärmewende?"
    assert [(m.type, m.url) for m in episode.media] == [("audio", "https://anzeiger.example/audio/12.mp3")]
    assert bare.created_at is None
    assert bare.id.startswith("https://sample.example/feed#")


def test_atom_with_comments_and_json_feed_and_reviews():
    entry, comment = parse_sample(SAMPLES["atom.xml"])
    assert (entry.url, entry.title) == ("https://blog.example/2026/87", "Drei Monate mit der neuen App")
    assert (comment.form, comment.in_reply_to) == ("comment", entry.id)
    first, second = parse_sample(SAMPLES["feed.json"])
    assert first.media[0].alt == "Anzeige: 58 Minuten Wartezeit"
    assert second.id == "https://sample.example/feed#40"
    (review,) = parse_sample(SAMPLES["apps.xml"])
    assert (review.form, review.rating, review.id) == (
        "review",
        1.0,
        "https://sample.example/feed#9911223344",
    )


def test_one_id_for_different_articles_is_not_believed():
    items = [item("https://x.example", n, NOON) | {"guid": "https://x.example/"} for n in (1, 2)]
    assert len({post.id for post in parse_sample(rss("https://x.example", items))}) == 2


def test_scripts_mail_addresses_and_control_characters_stay_outside():
    hostile = item("https://x.example", 1, NOON, title="Alarm\x01<script>x()</script>")
    hostile |= {"description": "<img src=x onerror=alert(1)><p>Hallo</p>", "link": "javascript:alert(1)"}
    hostile |= {"author": "rita@haus.example (Rita Voss)"}
    body = rss("https://x.example", [hostile]).replace(b"\x01", b"")
    (post,) = parse_sample(body)
    assert (post.title, post.text, post.url) == ("Alarm", "Hallo", "")
    assert post.author.name == "Rita Voss"
    assert "rita@haus" not in str(post)


@pytest.mark.parametrize(
    "body",
    [
        rss("https://x.example", [item("https://x.example", 1, NOON, text="Störung")])
        .decode()
        .encode("latin-1"),
        rss("https://x.example", [item("https://x.example", 1, NOON, text="Störung")]).replace(
            b"</rss>", b""
        ),
        rss("https://x.example", [item("https://x.example", 1, NOON, text="St&ouml;rung")]),
        rss("https://x.example", [item("https://x.example", 1, NOON, text="Störung")]).replace(
            b"<title>Meldung", b"<title>A & B <br> Meldung"
        ),
        b"\xef\xbb\xbf\n" + rss("https://x.example", [item("https://x.example", 1, NOON, text="Störung")]),
    ],
)
def test_damaged_feeds_are_read_as_far_as_they_go(body):
    (post,) = parse_sample(body)
    assert "St" in post.text
    assert "rung" in post.text


def test_a_bomb_of_entities_does_not_burst():
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    )
    begun = time.thread_time()
    try:
        posts = parse_sample(
            bomb + b"]><rss version='2.0'><channel><item><title>&a11;</title></item></channel></rss>"
        )
    except Unreadable:
        posts = ()
    assert all(len(post.content) < 1000 for post in posts)
    assert time.thread_time() - begun < 1


def test_no_local_file_is_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("<rss><channel><item><title>geheim</title></item></channel></rss>")
    for body in (str(secret).encode(), f"file://{secret}".encode()):
        with pytest.raises(Unreadable):
            parse(body)
    entity = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]><rss><channel><item><title>&x;!</title></item></channel>'
    assert "geheim" not in str(parse_sample(entity.encode()))


def damaged(seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311
    body = bytearray(chance.choice(list(SAMPLES.values())))
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(body) + 1)
        match chance.randrange(5):
            case 0:
                body[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del body[at : at + chance.randrange(60)]
            case 2:
                body[at:at] = chance.choice(
                    [b"<", b"]]>", b"<![CDATA[", b"&", b"\x00", b"<item>", b'"', b"{", b"9" * 400]
                )
            case 3:
                body[at:at] = body[at : at + 200] * chance.randrange(20)
            case 4:
                del body[at:]
    return bytes(body)


def test_damaged_feeds_are_read_or_refused_in_time():
    slowest = 0.0
    for seed in range(200):
        begun = time.thread_time()
        with suppress(Unreadable):
            parse_sample(damaged(seed))
        slowest = max(slowest, time.thread_time() - begun)
    assert slowest < 1


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=1000)
def test_anything_at_all_is_read_or_refused(body):
    for start in (
        b"",
        b'<rss version="2.0"><channel><item>',
        b'{"version":"https://jsonfeed.org/version/1","items":[',
    ):
        try:
            parse_sample(start + body)
        except Unreadable:
            continue


@given(
    st.lists(
        st.tuples(
            st.text(max_size=40),
            st.from_regex(r"https://[a-z]{1,9}\.example/[a-z0-9/?=&]{0,20}", fullmatch=True),
        )
    )
)
@settings(max_examples=25)
def test_a_list_of_feeds_survives_going_out_and_in(feeds):
    addresses = list(dict.fromkeys(address for _, address in feeds))
    if addresses:
        assert [address for _, address in from_opml(to_opml(feeds, "Quellen", NOON))] == addresses


def test_lists_of_other_programs_are_read():
    body = b"""<?xml version="1.0"?><opml version="1.0"><head><title>x</title></head><body>
      <outline text="Presse"><outline type="rss" text="Anzeiger &amp; Co" xmlUrl="https://a.example/feed"/>
      <outline type="rss" text="ohne" xmlurl="feed://b.example/rss"/></outline>
      <outline text="doppelt" type="rss" xmlUrl="https://a.example/feed"/>
      <outline text="b&#246;se" type="rss" xmlUrl="file:///etc/passwd"/></body></opml>"""
    assert from_opml(body) == [("Anzeiger & Co", "https://a.example/feed"), ("ohne", "https://b.example/rss")]
    for bad in (b"", b"\x00\x01", b"<html>", b"<opml><body></body></opml>", b"https://a.example/list.opml"):
        with pytest.raises(Unreadable):
            from_opml(bad)


def test_the_main_feed_comes_before_comments():
    page = """<link rel="alternate" type="application/rss+xml" title="Kommentar-Feed" href="/comments/feed/">
      <LINK REL='alternate' TYPE='application/atom+xml' HREF='feed/'><link rel="stylesheet" href="x.css">
      <link rel="alternate" hreflang="en" href="/en">
      <link rel=alternate type=application/feed+json href=javascript:x>"""
    assert [address for _, address in feeds_of(page, "https://x.example/blog/")] == [
        "https://x.example/blog/feed/",
        "https://x.example/comments/feed/",
    ]
    assert time_of(lambda: feeds_of("<link " * 100_000, "https://x.example/")) < 1


def time_of(what) -> float:
    begun = time.thread_time()
    what()
    return time.thread_time() - begun
