"""Streams against a server of our own: frames encoded as a relay does, and Jetstream's lines."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import libipld
import pytest

from sturmwarte.channels.bluesky import connect
from sturmwarte.wire.errors import Unreachable
from tests.channels.bluesky.bench import Bench, Listener, named
from tests.channels.servers import atstream
from tests.channels.servers.atstream import POST, StreamServer, stream_server
from tests.channels.servers.bluesky import MILA, Network, network

NOW = datetime.now(UTC)


def record(text: str) -> dict[str, str]:
    return {"$type": POST, "text": text, "createdAt": "2026-03-01T10:00:00Z"}


def seq(message: bytes | str) -> int:
    assert isinstance(message, bytes)
    return int(libipld.decode_dag_cbor_multi(message)[1]["seq"])


def commit(number: int, text: str, at: datetime | None = None) -> bytes:
    return atstream.commit(
        number, MILA, f"{POST}/3kaaaaaaaa{number:03d}", record(text), at=at or NOW, padding=3
    )


@pytest.fixture
def net() -> Iterator[Network]:
    with network() as state:
        yield state


@pytest.fixture
def firehose() -> Iterator[StreamServer]:
    with stream_server(seq) as server:
        yield server


@pytest.fixture
def jetstream() -> Iterator[StreamServer]:
    with stream_server(lambda message: int(json.loads(message)["time_us"])) as server:
        yield server


@pytest.fixture
def bench(net: Network) -> Iterator[Bench]:
    values = {"handle": "radwerk.example", "password": "abcd-efgh", "server": net.url, "directory": net.url}
    standing = Bench(values)
    yield standing
    standing.close()


def never(_posts: object) -> bool:
    return False


def listening(bench: Bench, ear: str, server: StreamServer) -> Listener:
    bench.values = {**bench.values, "ear": ear, "stream": server.url}
    return Listener(named(connect(bench.place()).subscriptions(), "stream"))


def test_frames_deletions_and_departures(bench: Bench, firehose: StreamServer) -> None:
    firehose.messages = [
        commit(1, "kein Strom"),
        commit(2, "Sonne"),
        commit(3, "Stromausfall"),
        atstream.message(
            "#identity", {"seq": 4, "did": MILA, "time": atstream.stamp(NOW), "handle": "mila.example"}
        ),
        atstream.commit(5, MILA, f"{POST}/3kaaaaaaaa001", None, action="delete", at=NOW),
        atstream.commit(6, MILA, f"{POST}/3kaaaaaaaa002", None, action="delete", at=NOW),
        atstream.message(
            "#account",
            {"seq": 7, "did": MILA, "time": atstream.stamp(NOW), "active": False, "status": "takendown"},
        ),
    ]
    posts = listening(bench, "firehose", firehose).until(lambda posts: len(posts) >= 4)
    assert [(post.text, bool(post.deleted_at)) for post in posts] == [
        ("kein Strom", False),
        ("Stromausfall", False),
        ("", True),
        ("", True),
    ]
    assert posts[0].author.handle == "mila.example"
    assert posts[2].id == posts[0].id
    assert posts[3].id == posts[1].id


def test_outdated_cursor_is_a_gap(bench: Bench, firehose: StreamServer) -> None:
    firehose.messages = [commit(1, "kein Strom", NOW - timedelta(hours=90))]
    listener = listening(bench, "firehose", firehose)
    listener.until(lambda posts: len(posts) == 1)
    firehose.first = [atstream.message("#info", {"name": "OutdatedCursor", "message": "too old"})]
    firehose.messages = [commit(500, "Stromausfall", NOW)]
    listener.until(lambda posts: len(posts) == 2)
    (gap,) = [gap for heard in listener.heard for gap in heard.gaps]
    assert abs(gap.since - (NOW - timedelta(hours=90))) < timedelta(seconds=1)
    assert abs(gap.until - NOW) < timedelta(seconds=1)
    assert firehose.asked[-1]["cursor"] == ["1"]


def test_cut_off_anywhere_nothing_is_missing(bench: Bench, firehose: StreamServer) -> None:
    firehose.messages = [commit(n, f"Stromausfall {n}") for n in range(1, 57)]
    firehose.cut = 7
    listener = listening(bench, "firehose", firehose)
    listener.cursor = {"of": f"{firehose.url}/xrpc/com.atproto.sync.subscribeRepos", "cursor": 0}
    for _ in range(30):
        with pytest.raises(Unreachable):
            listener.until(never)
        if listener.cursor["cursor"] == 56:
            break
    assert {post.text for post in listener.posts} == {f"Stromausfall {n}" for n in range(1, 57)}


def test_rubbish_is_dropped_and_listening_goes_on(bench: Bench, firehose: StreamServer) -> None:
    firehose.position = lambda _: 1
    firehose.messages = [b"\xff\x00", b"", commit(3, "kein Strom"), "text", commit(4, "Stromausfall")]
    listener = listening(bench, "firehose", firehose)
    listener.until(lambda posts: len(posts) == 2)
    assert len([one for heard in listener.heard for one in heard.dropped]) == 3


def test_server_that_finds_us_too_slow(bench: Bench, firehose: StreamServer) -> None:
    firehose.first = [atstream.failure("ConsumerTooSlow")]
    with pytest.raises(Unreachable) as closed:
        listening(bench, "firehose", firehose).until(never)
    assert closed.value.reason.key == "channel.bluesky.closed"


def test_jetstream_goes_on_where_it_stopped(bench: Bench, jetstream: StreamServer) -> None:
    begun = int(NOW.timestamp() * 10**6) - 3600 * 10**6
    bench.since = NOW - timedelta(hours=2)
    jetstream.messages = [
        atstream.jet(begun, MILA, "3kaaaaaaaaaa2", record("kein Strom")),
        atstream.jet(begun + 10**6, MILA, "3kaaaaaaaaab2", record("Sonne")),
        atstream.jet(begun + 2 * 10**6, MILA, "3kaaaaaaaaaa2", None),
    ]
    listener = listening(bench, "jetstream", jetstream)
    posts = listener.until(lambda posts: len(posts) == 2)
    assert [bool(post.deleted_at) for post in posts] == [False, True]
    assert posts[0].author.handle == "mila.example"
    assert int(jetstream.asked[0]["cursor"][0]) < begun
    assert "app.bsky.feed.post" in jetstream.asked[0]["wantedCollections"]
    jetstream.messages.append(atstream.jet(begun + 20 * 10**6, MILA, "3kaaaaaaaaac2", record("Stromausfall")))
    listener.until(lambda posts: posts[-1].text == "Stromausfall")
    assert begun - 5 * 10**6 <= int(jetstream.asked[1]["cursor"][0]) < begun + 2 * 10**6
    assert not [gap for heard in listener.heard for gap in heard.gaps]


def test_jetstream_that_has_forgotten(bench: Bench, jetstream: StreamServer) -> None:
    bench.since = NOW - timedelta(days=3)
    jetstream.messages = [
        atstream.jet(
            int((NOW - timedelta(days=1)).timestamp() * 10**6), MILA, "3kaaaaaaaaaa2", record("kein Strom")
        )
    ]
    listener = listening(bench, "jetstream", jetstream)
    listener.until(lambda posts: len(posts) == 1)
    (gap,) = [gap for heard in listener.heard for gap in heard.gaps]
    assert gap.since == bench.since
    slowed = [heard.slowed for heard in listener.heard if heard.slowed]
    assert slowed[0].args["minutes"] >= 1440
