"""Notifications, search, own posts and deletions against the network's own view, as part of `make soak`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sturmwarte.channels.bluesky import connect
from sturmwarte.channels.contract import Answer
from tests.channels.bluesky.bench import Bench, Listener, named
from tests.channels.servers.atnetwork import whole_network
from tests.channels.servers.pds import Pds

pytestmark = pytest.mark.skipif("STURMWARTE_SOAK_KILLS" not in os.environ, reason="part of `make soak`")


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Pds]:
    with whole_network(tmp_path) as server:
        yield server


def test_the_view_of_a_whole_network(net: Pds) -> None:
    radwerk, mila = net.account("radwerk"), net.account("mila")
    ours = radwerk.post("Wir sind da.")
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": radwerk.did}
    facet = {"index": {"byteStart": 0, "byteEnd": 13}, "features": [mention]}
    told = [
        mila.post("@radwerk.test hallo?", facets=[facet])["uri"],
        mila.post("Danke!", reply={"root": ours, "parent": ours})["uri"],
        mila.post("Seht her", embed={"$type": "app.bsky.embed.record", "record": ours})["uri"],
    ]
    found = mila.post("Seit heute Stromausfall in Oberbach")["uri"]
    net.settle()
    password = radwerk.app_password("sturmwarte")
    values = {"handle": radwerk.handle, "password": password, "server": net.url, "directory": net.directory}
    bench = Bench(values)
    try:
        connection = connect(bench.place())
        assert connection.check().name == "radwerk.test"
        subscriptions = connection.subscriptions()
        heard = {
            name: Listener(named(subscriptions, name)) for name in ("notifications", "search:strom", "own")
        }
        assert {post.id for post in heard["notifications"].once()} == set(told)
        assert [post.id for post in heard["search:strom"].once()] == [found]
        assert [(post.id, post.own) for post in heard["own"].once()] == [(ours["uri"], True)]
        assert heard["search:strom"].posts[0].author.handle == "mila.test"
        answered(net, connection, heard, found)
        deleted(net, connection, subscriptions, mila, found)
    finally:
        bench.close()


def answered(net: Pds, connection, heard: dict[str, Listener], to: str) -> None:  # type: ignore[no-untyped-def]
    post = connection.fetch(to)
    assert post is not None
    sent = connection.reply(Answer("fall-1", "Wir sind dran, @mila.test.", "de", post))
    net.settle()
    (own,) = heard["own"].once()
    assert (own.id, own.in_reply_to, own.root) == (sent.id, to, to)


def deleted(net: Pds, connection, subscriptions, mila, place: str) -> None:  # type: ignore[no-untyped-def]
    looking = Listener(named(subscriptions, "deletions"))
    assert looking.once() == []
    mila.delete(place)
    net.settle()
    assert [post.id for post in looking.once() if post.deleted_at] == [place]
    assert connection.fetch(place) is None
