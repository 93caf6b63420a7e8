"""Statuses as the Fediverse's many programs send them, whole and broken."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.channels.mastodon import parse_sample
from sturmwarte.channels.mastodon.parse import MOST_RAW_BYTES, Parent, Stand, post_of, tombstone
from sturmwarte.channels.mastodon.respect import asks_to_be_left_alone, may_be_kept
from sturmwarte.channels.mastodon.server import address, server_of
from sturmwarte.channels.mastodon.speak import length, visibility
from sturmwarte.channels.mastodon.streaming import event_of, sent_events
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Unreadable, Wrong

HERE = Stand("mastodon:demo", "demo", "social.example", me="1")
BARE = {"id": "5", "uri": "https://social.example/users/jo/statuses/5"}


def test_a_status_with_next_to_nothing_is_a_post() -> None:
    post = post_of(BARE, HERE)
    assert (post.id, post.identity, post.text, post.author) == (
        BARE["uri"],
        ("mastodon", BARE["uri"]),
        "",
        None,
    )
    assert (post.channel, post.source, post.visibility, post.created_at) == (
        "mastodon:demo",
        "demo",
        "public",
        None,
    )


def test_a_status_without_an_address_is_none() -> None:
    for status in ({}, {"id": "5"}, {"uri": "https://social.example/5"}, {"id": "5", "uri": None}):
        with pytest.raises(Unreadable):
            post_of(status, HERE)


def test_the_warning_is_the_title_and_its_poll_is_read() -> None:
    status = {
        **BARE,
        "spoiler_text": "Politik",
        "content": "<p>Was nun?</p>",
        "poll": {"options": [{"title": "A &amp; B"}]},
    }
    post = post_of(status, HERE)
    assert (post.title, post.text) == ("Politik", "Was nun?\n• A & B")


def test_an_unknown_visibility_is_private() -> None:
    assert post_of({**BARE, "visibility": "mutuals_only"}, HERE).visibility == "private"


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    post = post_of({**BARE, "url": "javascript:alert(1)", "media_attachments": [{"url": "data:x"}]}, HERE)
    assert post.url == BARE["uri"]
    assert post.media[0].url == ""


def test_a_thread_is_named_by_global_ids() -> None:
    post = post_of(
        {**BARE, "in_reply_to_id": "4"}, HERE, Parent("https://a.example/4", "https://a.example/1")
    )
    assert (post.in_reply_to, post.root) == ("https://a.example/4", "https://a.example/1")


def test_a_giant_keeps_what_is_essential() -> None:
    account = {"id": "9", "acct": "jo@a.example", "note": "x" * 1000}
    post = post_of(
        {**BARE, "account": account, "content": "ü" * 300_000, "tags": [{"name": "x" * 900}] * 900}, HERE
    )
    assert len(msgspec.json.encode(post.raw)) < MOST_RAW_BYTES
    assert post.raw is not None
    assert (post.raw["id"], post.raw["account"]["acct"]) == ("5", "jo@a.example")
    assert 0 < len(post.text) <= 100_000


def test_null_bytes_and_times_without_a_zone() -> None:
    post = post_of(
        {**BARE, "content": "a\x00b", "created_at": "2026-03-01T12:00:00", "edited_at": "bald"}, HERE
    )
    assert "\x00" not in post.text
    assert (post.created_at, post.edited_at) == (None, None)


def test_a_tombstone_says_only_that_it_is_gone() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert tombstone("https://a.example/1", HERE, now) == Post(
        id="https://a.example/1", network="mastodon", channel="mastodon:demo", source="demo", deleted_at=now
    )


_NAMES = """id uri url type status statuses account acct reblog content poll options title
    quote quoted_status card media_attachments visibility created_at mentions description
    followers_count fields note name value"""
_names = st.sampled_from(_NAMES.split()) | st.text(max_size=5)
_json: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names, inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(said=_json)
def test_any_json_is_posts_or_unreadable(said: Any) -> None:
    try:
        posts = parse_sample(msgspec.json.encode(said))
    except Unreadable:
        return
    assert all(isinstance(post, Post) and post.id for post in posts)
    msgspec.json.encode(posts)


@settings(max_examples=100, deadline=None)
@given(
    lines=st.lists(
        st.binary(max_size=40) | st.sampled_from([b"event: update", b"data: {}", b":thump", b"", b"data: 5"])
    )
)
def test_any_stream_is_events(lines: list[bytes]) -> None:
    for event in sent_events(iter(lines)):
        assert isinstance(event.kind, str)
    for line in lines:
        event_of(line)


def test_an_event_in_several_lines() -> None:
    lines = [b":)", b"event: update", b'data: {"id":', b'data: "5"}', b"", b"event: delete", b"data: 17", b""]
    life, update, delete = sent_events(iter(lines))
    assert life.kind == ""
    assert (update.kind, update.body) == ("update", {"id": "5"})
    assert (delete.kind, delete.body) == ("delete", "17")


@pytest.mark.parametrize(
    ("account", "found_by_tag", "kept"),
    [
        ({}, False, True),
        ({"noindex": True}, True, False),
        ({"discoverable": False}, True, True),
        ({"discoverable": False}, False, False),
        ({"discoverable": None}, False, True),
        ({"note": "Ich bin kein Bot und #NoBot"}, True, False),
        (
            {
                "fields": [
                    {"name": "x", "value": '<a href="https://a.example/tags/nobots">#<span>nobots</span></a>'}
                ]
            },
            True,
            False,
        ),
        ({"note": "#nobotanik"}, True, True),
    ],
)
def test_who_may_be_kept(account: dict[str, Any], found_by_tag: bool, kept: bool) -> None:
    assert may_be_kept({"account": account}, found_by_tag=found_by_tag) is kept


def test_a_hostile_profile_does_not_hang() -> None:
    assert not asks_to_be_left_alone({"note": "<" * 100_000 + "#" * 100_000})


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("social.example", "https://social.example"),
        (" @firma@Social.example ", "https://social.example"),
        ("https://social.example/@firma", "https://social.example"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
    ],
)
def test_a_server_as_people_write_it(written: str, base: str) -> None:
    assert address(written) == base


@pytest.mark.parametrize(
    "written", ["", "@", "ftp://social.example", "https://", "https://a:b@social.example", "https://[oops"]
)
def test_what_is_no_server(written: str) -> None:
    with pytest.raises(Wrong):
        address(written)


def test_what_servers_say_of_themselves() -> None:
    base = "https://social.example"
    second = server_of(
        {"version": "4.5.2+glitch", "configuration": {"urls": {"streaming": "wss://s.example"}}}, base
    )
    assert (second.mastodon, second.streaming, second.pages_up, second.many_at_once) == (
        (4, 5),
        "https://s.example",
        True,
        True,
    )
    assert server_of({"uri": "https://Social.example/"}, base).domain == "social.example"
    first = server_of(
        {"version": "2.7.2 (compatible; Akkoma 3.1)", "max_toot_chars": 5000, "urls": {"streaming_api": ""}},
        base,
    )
    assert (first.mastodon, first.characters, first.streaming) == ((0, 0), 5000, base)
    plain = server_of({"urls": {"streaming_api": "ws://s.example"}}, base)
    assert plain.streaming == ""  # our access does not travel in clear where the server itself is encrypted


def test_length_as_servers_count() -> None:
    server = server_of({}, "https://social.example")
    assert length("@mila@garten.example ja", server) == len("@mila ja")
    assert length("ü https://a.example/" + "x" * 90, server) == 2 + 23


def test_an_answer_is_never_wider() -> None:
    assert [visibility(seen, False) for seen in ("public", "unlisted", "private", "direct", "local")] == [
        "public", "unlisted", "private", "direct", "direct",
    ]  # fmt: skip
    assert visibility("public", True) == "direct"
