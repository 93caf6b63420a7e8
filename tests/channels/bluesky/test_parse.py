"""Reading what anybody may have written into a repository, and writing what servers take."""

import json
from datetime import UTC, datetime
from typing import Any

import libipld
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.channels.bluesky import parse_sample
from sturmwarte.channels.bluesky.facets import graphemes, marked
from sturmwarte.channels.bluesky.frames import Change, firehose_frame, jetstream_frame
from sturmwarte.channels.bluesky.memory import CARRIED, Memory
from sturmwarte.channels.bluesky.record import Ear, Seen, post_of, whole_text
from sturmwarte.channels.bluesky.speak import fitting
from sturmwarte.channels.bluesky.uris import POST, Uri, key_of, tid, uri
from sturmwarte.channels.bluesky.wanted import Wanted
from sturmwarte.channels.contract import Sought
from sturmwarte.wire.errors import Unreadable, Wrong
from tests.channels.servers.atstream import commit, message

ME = "did:plc:radwerk2345radwerk2345ra"
PLACE = Uri("did:plc:mila2345mila2345mila2345", POST, "3kaaaaaaaaaa2")
EAR = Ear("bluesky:radwerk", "s", me=ME)

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20) | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("text", "createdAt", "reply", "embed", "facets", "langs", "labels", "tags", "subject")
records = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, anything))


@given(records)
def test_any_record_is_read(record: dict[str, Any]) -> None:
    post = post_of(EAR, PLACE, record, Seen(at=datetime(2026, 3, 1, tzinfo=UTC)))
    assert post is not None
    json.dumps(post.raw)
    assert "\x00" not in post.text
    Wanted(ME, [Sought("t", ("strom",))]).wants(Change(PLACE, "create", record=record))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for read in (parse_sample, firehose_frame, jetstream_frame):
        try:
            read(body)  # type: ignore[operator]
        except Unreadable:
            continue


@given(anything)
def test_any_frame_is_read_or_refused(body: Any) -> None:
    whole = {"seq": 1, "repo": "did:plc:x", "ops": body, "blocks": b"", "time": body}
    for kind in ("#commit", "#identity", "#account", "#info", "#sync", "#new"):
        try:
            firehose_frame(message(kind, whole)).at  # noqa: B018 - reading it is the test
        except Unreadable:
            continue


@settings(max_examples=40)
@given(st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_frame_is_read_or_refused(place: int, byte: int) -> None:
    frame = bytearray(commit(1, PLACE.did, f"{POST}/3kaaaaaaaaaa2", {"text": "kein Strom"}, padding=2))
    frame[place % len(frame)] = byte
    try:
        firehose_frame(bytes(frame))
    except Unreadable:
        return


def test_a_record_that_did_not_come_along() -> None:
    frame = firehose_frame(
        message("#commit", {"seq": 9, "repo": PLACE.did, "ops": [_op("create")], "blocks": b"", "time": ""})
    )
    assert frame.missing
    assert frame.cursor == 9


def test_shortened_links_are_written_out_by_bytes() -> None:
    text = "Ärger: radwerk.example/st… ⚡ mehr"
    start = text.encode().index(b"radwerk")
    end = text.encode().index(" ⚡".encode())
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://radwerk.example/störung"}
    facet = {"index": {"byteStart": start, "byteEnd": end}, "features": [link]}
    assert whole_text({"text": text, "facets": [facet]}) == "Ärger: https://radwerk.example/störung ⚡ mehr"


@pytest.mark.parametrize(
    ("text", "hears"),
    [
        ("STROMAUSFALL!", True),
        ("Stromausfälle überall", True),
        ("Stromausfaelle", True),
        ("Strom gibt es keinen, kein Witz", True),  # a superset: the station matches exactly
        ("Sonne", False),
        ("", False),
    ],
)
def test_words(text: str, hears: bool) -> None:
    wanted = Wanted(ME, [Sought("t", ("Stromausf*", "kein Strom"))])
    assert wanted.wants(Change(PLACE, "create", record={"text": text})) is hears


def test_words_of_cards_and_descriptions_count() -> None:
    wanted = Wanted(ME, [Sought("t", ("Radwerk",))])
    external = {"external": {"uri": "https://x.example", "title": "Radwerk ruft zurück", "description": ""}}
    images = {"images": [{"alt": "Ein Rad von Radwerk"}]}
    for embed in (external, images, {"media": images, "record": {}}):
        assert wanted.wants(Change(PLACE, "create", record={"text": "", "embed": embed}))


@given(st.text(max_size=60), st.text(max_size=60))
def test_keys_are_taken_by_servers(one: str, other: str) -> None:
    key = key_of(one)
    assert len(key) == 13
    assert key[0] in "234567abcdefghij"
    assert set(key) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert (key == key_of(other)) == (one == other)


def test_tids_sort_as_times_do() -> None:
    times = [0, 1, 2**20, 1_700_000_000_000_000, 1_800_000_000_000_000]
    assert sorted(map(tid, times)) == [tid(time) for time in times]
    assert tid(0) == "2" * 13


@given(st.text(alphabet="ä⚡👩‍👩‍👧 @#.:/abchtps-_1", max_size=80))
def test_facets_lie_on_whole_characters(text: str) -> None:
    behind = 0
    for facet in marked(text, lambda _: ME):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert behind <= start < end <= len(text.encode())
        text.encode()[start:end].decode()
        behind = end


def test_facets() -> None:
    text = "(siehe https://radwerk.example/a_(b)), @niemand.example und mail@radwerk.example #1 #Größe."
    found = marked(text, lambda name: ME if name == "radwerk.example" else "")
    shown = [text.encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in found]
    assert shown == ["https://radwerk.example/a_(b)", "#Größe"]


def test_length_counts_what_people_count() -> None:
    family = "👩‍👩‍👧‍👦"
    assert graphemes(family) == 1
    assert fitting(family * 100)
    with pytest.raises(Wrong):
        fitting("a" * 301)
    with pytest.raises(Wrong):
        fitting(family * 200)  # 300 characters at most, but 3,000 bytes as well
    with pytest.raises(Wrong):
        fitting(" \n")


def test_memory_is_bounded_and_carried() -> None:
    memory = Memory()
    places = [Uri("did:plc:a", POST, f"{n}") for n in range(CARRIED + 20)]
    memory.keep(places)
    again = Memory(memory.carried())
    assert again.newest() == places[-CARRIED:]
    assert again.of("did:plc:a") == places[-CARRIED:]
    again.forget(places[-1])
    assert not again.has(places[-1])
    assert Memory([1, None, "rubbish", {}]).newest() == []


@given(anything)
def test_no_address_no_post(text: Any) -> None:
    assert uri(text) is None


def _op(action: str) -> dict[str, Any]:
    digest = libipld.decode_cid("bafyreicecgigoyi5t3h7r6mpcsco5rzqha4oqmnbnonwj7lg6fqmnihb5a")["hash"][
        "digest"
    ]
    return {"action": action, "path": f"{POST}/3kaaaaaaaaaa2", "cid": b"\x01\x71\x12\x20" + digest}
