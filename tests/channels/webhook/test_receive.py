"""Calls as tools send them, and what becomes of them."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from importlib.resources import files
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.channels.contract import Call, Taken
from sturmwarte.channels.webhook import connect, parse_sample
from sturmwarte.channels.webhook.body import pointed
from sturmwarte.wire.errors import Unreadable, Wrong
from tests.channels.mail.scene import place

SECRET = "sehr geheim und lang"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def hook(**values):
    made = {
        "source": "werkzeug",
        "channel": "webhook:werkzeug",
        "now": lambda: NOW,
        "url": "https://wacht.example",
    }
    return connect(place({"secret": SECRET, **values}, **made))


def told(body: object, kind: str = "application/json", **values) -> Taken:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"authorization": f"Bearer {SECRET}", "content-type": kind}
    return hook(**values).receive(Call("POST", {}, headers, raw))


def sample(name: str) -> bytes:
    return (files("sturmwarte.channels.webhook") / "samples" / name).read_bytes()


def test_names_tell_what_they_hold() -> None:
    (post,) = told(sample("nested.json")).posts
    assert (post.id, post.title) == ("werkzeug/4711", "Rechnung doppelt")
    assert post.text == "Ich habe dieselbe Rechnung zweimal bekommen."
    assert post.author.handle == "Ada Lorenz"
    assert (post.network, post.channel, post.source) == ("webhook", "webhook:werkzeug", "werkzeug")


def test_a_form_is_as_good() -> None:
    body = urlencode({"text": "Kein Strom", "author": "mila", "url": "https://f.example/1"}).encode()
    (post,) = told(body, "application/x-www-form-urlencoded; charset=utf-8").posts
    assert (post.text, post.author.id, post.flags) == (
        "Kein Strom",
        "mila",
        ("id_from_content", "created_at_missing"),
    )
    wrapped = urlencode({"payload": json.dumps({"text": "Kein Strom"})}).encode()
    assert told(wrapped, "application/x-www-form-urlencoded").posts[0].text == "Kein Strom"


def test_a_mapping_of_ones_own() -> None:
    lines = [
        "items = /data/entries",
        "text = /body/0",
        "author.name = /by",
        "rating = /stars",
        'form = "review"',
    ]
    body = {"data": {"entries": [{"body": ["Gut"], "by": "Mila", "stars": 4}, {"by": "leer"}, 7]}}
    taken = told(body, shape="mapping", mapping=lines)
    (post,) = taken.posts
    assert (post.text, post.author.name, post.rating, post.form) == ("Gut", "Mila", 4.0, "review")
    assert [item.why for item in taken.dropped] == ["no text where the mapping looks for it", "not an object"]
    assert taken.status == 200


def test_a_line_chooses_neither_place_nor_run() -> None:
    body = {
        "id": "1",
        "text": "x",
        "created_at": "2026-11-22T10:00:00Z",
        "channel": "mail:chef",
        "network": "mail",
    }
    (post,) = told({**body, "run": "replay:9", "source": "anderswo", "in_reply_to": "0"}).posts
    assert (post.network, post.channel, post.source, post.run) == (
        "webhook",
        "webhook:werkzeug",
        "werkzeug",
        "live",
    )
    assert (post.id, post.in_reply_to) == ("werkzeug/1", "werkzeug/0")


def test_the_same_call_brings_the_same_ids() -> None:
    one, two = told({"text": "a", "b": [1, 2]}), told(b'{"b":[1,2],  "text":"a"}')
    assert one.posts[0].id == two.posts[0].id != told({"text": "c"}).posts[0].id


def test_without_proof_nothing_is_read() -> None:
    wrong = {"authorization": "Bearer falsch", "content-type": "application/json"}
    taken = hook().receive(Call("POST", {}, wrong, sample("flat.json")))
    assert (taken.status, taken.posts, taken.dropped) == (401, (), ())
    assert hook().receive(Call("DELETE", {}, {}, b"")).status == 405


def test_questions_whether_the_address_is_ours() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": SECRET, "hub.challenge": "4711"}
    assert hook().receive(Call("GET", asked, {}, b"")).body == b"4711"
    taken = hook().receive(Call("GET", {**asked, "hub.verify_token": "falsch"}, {}, b""))
    assert (taken.status, taken.body) == (403, b"wrong token\n")
    slack = told({"type": "url_verification", "challenge": "abc", "token": "x"})
    assert (slack.body, slack.posts) == (b"abc", ())


def test_a_damaged_body_is_kept_aside() -> None:
    taken = told(b"{kaputt")
    assert (taken.status, taken.posts) == (400, ())
    assert taken.dropped[0].body == b"{kaputt"


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"secret": "kurz"}, "short_secret"),
        ({"scheme": "md5"}, "no_scheme"),
        ({"shape": "mapping", "mapping": ["url = /u"]}, "no_text"),
        ({"mapping": ["text /u"]}, "no_mapping"),
        ({"mapping": ["texxt = /u"]}, "no_field"),
        ({"shape": "xml"}, "no_shape"),
    ],
)
def test_settings_that_cannot_work(values: dict[str, object], key: str) -> None:
    with pytest.raises(Wrong, match=key):
        hook(**values)


def test_the_check_says_where_to_call() -> None:
    assert hook().check().url == "https://wacht.example/hook/werkzeug/"


@pytest.mark.parametrize(
    ("pointer", "found"), [("/a/0", 1), ("/a/1", None), ("/a/-", None), ("/b", None), ("/", 2)]
)
def test_pointers(pointer: str, found: object) -> None:
    assert pointed({"a": [1], "": 2}, pointer) == found


def test_large_items_are_kept_short() -> None:
    (post,) = told({"text": "x" * 300_000, "more": ["y" * 300_000] * 3}).posts
    assert len(post.text) == 100_000
    assert len(json.dumps(post.raw)) < 50_000


MONSTERS = [
    b"[" * 100_000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b'{"id": ' + b"9" * 100_000 + b', "text": "x"}',
    b'{"text": "\\ud800"}',
    b'{"text": "a\\u0000b"}',
    b'{"text": 1e999, "id": -0.0}',
    b'{"text": "x", "created_at": 99999999999999999999}',
    b'{"text": "x", "author": {"followers": "1e400"}}',
    json.dumps({str(n): "x" for n in range(100_000)}).encode(),
]


@pytest.mark.parametrize("body", MONSTERS, ids=lambda body: repr(body[:20]))
def test_no_body_holds_us_up(body: bytes) -> None:
    began = time.process_time()
    taken = told(body)
    assert time.process_time() - began < 1
    assert taken.status in (200, 400)
    assert all("\x00" not in post.text for post in taken.posts)


NAMES = st.sampled_from(
    ["id", "text", "created_at", "author", "name", "url", "media", "metrics", "raw", "flags"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=200, deadline=1000)
@given(VALUES, st.sampled_from(["guess", "posts"]))
def test_whatever_comes_is_answered(value: object, shape: str) -> None:
    assert told(value, shape=shape).status in (200, 400)


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_samples_fail_in_one_way(body: bytes) -> None:
    with suppress(Unreadable):
        parse_sample(body)
