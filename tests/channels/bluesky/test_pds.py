"""Bluesky against a real server of the AT Protocol: its firehose, its logins, its repositories."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sturmwarte.channels.bluesky import connect
from sturmwarte.channels.bluesky.uris import Uri, uri
from sturmwarte.channels.contract import Answer, Completes, Connection, Probes, Removes, Replies
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Refused, Unreachable, Wrong
from tests.channels.bluesky.bench import Bench, Listener, named
from tests.channels.servers.pds import Pds, Someone, pds_server

pytestmark = pytest.mark.channels


@pytest.fixture(scope="module")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    with pds_server(tmp_path_factory.mktemp("pds")) as server:
        yield server


@pytest.fixture(scope="module")
def radwerk(pds: Pds) -> Someone:
    return pds.account("radwerk")


@pytest.fixture(scope="module")
def mila(pds: Pds) -> Someone:
    return pds.account("mila")


@pytest.fixture(scope="module")
def password(radwerk: Someone) -> str:
    return radwerk.app_password("sturmwarte")


@pytest.fixture
def bench(pds: Pds, radwerk: Someone, password: str) -> Iterator[Bench]:
    values = {
        "handle": radwerk.handle,
        "password": password,
        "ear": "firehose",
        "server": pds.url,
        "stream": pds.url,
        "directory": pds.directory,
    }
    standing = Bench(values, since=datetime.now(UTC))
    yield standing
    standing.close()


def test_who_we_are(bench: Bench, radwerk: Someone) -> None:
    connection = connect(bench.place())
    account = connection.check()
    assert (account.name, account.id) == (radwerk.handle, radwerk.did)
    assert not account.notes, "an app password is no main password"
    for ability in (Connection, Replies, Removes, Completes, Probes):
        assert isinstance(connection, ability)


def test_main_password_is_noticed(bench: Bench) -> None:
    bench.values = {**bench.values, "password": "probe-passwort"}
    notes = connect(bench.place()).check().notes
    assert [note.key for note in notes] == ["channel.bluesky.main_password"]


def test_one_login_serves_many_connections(bench: Bench, pds: Pds) -> None:
    connect(bench.place()).check()
    first = bench.kept["session"]
    connect(bench.place()).check()
    assert bench.kept["session"] == first


def test_wrong_password(bench: Bench) -> None:
    bench.values = {**bench.values, "password": "falsch"}
    with pytest.raises(Refused) as refused:
        connect(bench.place()).check()
    assert refused.value.reason.key == "channel.bluesky.login"
    assert "falsch" not in str(refused.value)


def test_hears_what_concerns_us_and_nothing_else(bench: Bench, radwerk: Someone, mila: Someone) -> None:
    listener = listening(bench)
    ready(listener, mila)
    by_word = mila.post("Schon wieder STROMAUSFALL in Oberbach ⚡")
    mila.post("Schönes Wetter heute")
    facet = {
        "index": {"byteStart": 0, "byteEnd": 13},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": radwerk.did}],
    }
    by_name = mila.post("@radwerk.test hallo?", facets=[facet])
    ours = radwerk.post("Wir arbeiten daran.")
    reply = mila.post("Und wie lange?", reply={"root": ours, "parent": ours})
    quote = mila.post("Aha.", embed={"$type": "app.bsky.embed.record", "record": ours})
    repost = mila.write("app.bsky.feed.repost", {"subject": ours, "createdAt": "2026-03-01T10:00:00Z"})
    wanted = [one["uri"] for one in (by_word, by_name, ours, reply, quote, repost)]
    posts = listener.until(lambda heard: {post.id for post in heard} >= set(wanted))
    assert [post.id for post in posts if "Anlauf" not in post.text] == wanted
    found = {post.id: post for post in posts}
    assert found[by_word["uri"]].author.handle == "mila.test"
    assert found[ours["uri"]].own
    assert found[reply["uri"]].in_reply_to == found[reply["uri"]].root == ours["uri"]
    assert found[repost["uri"]].repost_of == ours["uri"]
    assert found[by_word["uri"]].created_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_first_listening_goes_back_to_since(bench: Bench, mila: Someone) -> None:
    before = mila.post("kein Strom, vorher geschrieben")["uri"]
    (first, *_) = listening(bench).until(bool)
    assert first.id == before


def test_deletion_is_heard_for_what_was_kept_alone(bench: Bench, mila: Someone) -> None:
    listener = listening(bench)
    ready(listener, mila)
    kept, other = mila.post("kein Strom!"), mila.post("Kuchen")
    listener.until(lambda posts: any(post.id == kept["uri"] for post in posts))
    # A new process knows it from the cursor.
    listener.subscription = listening(bench).subscription
    mila.delete(other["uri"])
    mila.delete(kept["uri"])
    posts = listener.until(lambda posts: any(post.deleted_at for post in posts))
    assert [post.id for post in posts if post.deleted_at] == [kept["uri"]]


def test_replay_after_an_outage_of_ours(bench: Bench, mila: Someone) -> None:
    listener = listening(bench)
    ready(listener, mila)
    missed = [mila.post(f"Stromausfall die {n}.")["uri"] for n in range(12)]
    listener.subscription = listening(bench).subscription
    posts = listener.until(lambda posts: posts[-1].id == missed[-1])
    assert [post.id for post in posts if post.id in missed] == missed
    assert not any(heard.gaps for heard in listener.heard)


def test_replay_after_an_outage_of_the_server(bench: Bench, pds: Pds, mila: Someone) -> None:
    listener = listening(bench)
    ready(listener, mila)
    pds.stop()
    with pytest.raises(Unreachable):
        next(iter(listener.subscription.listen(listener.cursor)))
    pds.start()
    back = mila.post("Stromausfall nach dem Neustart")["uri"]
    listener.until(lambda posts: posts[-1].id == back)


def test_cursor_of_a_server_that_began_anew(bench: Bench, mila: Someone) -> None:
    listener = listening(bench)
    ready(listener, mila)
    listener.cursor = {**listener.cursor, "cursor": 10**9, "at": "2026-03-01T00:00:00+00:00"}
    later(1.5, lambda: mila.post("Stromausfall danach"))
    posts = listener.until(lambda posts: posts[-1].text.endswith("danach"))
    gaps = [gap for heard in listener.heard for gap in heard.gaps]
    assert [gap.why.key for gap in gaps] == ["channel.bluesky.forgotten"]
    assert gaps[0].since == datetime(2026, 3, 1, tzinfo=UTC)
    assert len({post.id for post in posts}) == 2


def test_answer_arrives_once_with_its_facets(bench: Bench, pds: Pds, mila: Someone) -> None:
    connection = connect(bench.place())
    first = mila.post("Stromausfall, was nun?")
    second = mila.post("Hallo?!", reply={"root": first, "parent": first})
    to = Post(id=second["uri"], channel="bluesky:radwerk", network="bluesky")
    text = "Grüß Sie, @mila.test! Stand: https://radwerk.example/störung. #Netzstörung"
    answer = Answer("fall-7", text, "de", to)
    sent = connection.reply(answer)
    again = connect(bench.place()).reply(answer)
    assert sent == again
    record, _ = connection._repository.record(uri_of(sent.id))
    assert record["reply"]["root"] == first
    assert record["reply"]["parent"] == second
    shown = [
        text.encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in record["facets"]
    ]
    assert shown == ["@mila.test", "https://radwerk.example/störung", "#Netzstörung"]
    assert record["facets"][0]["features"][0]["did"] == mila.did


def test_own_post_can_be_deleted_and_others_cannot(bench: Bench, mila: Someone) -> None:
    connection = connect(bench.place())
    sent = connection.reply(Answer("ansage-1", "Wir informieren hier."))
    assert connection.fetch(sent.id) is not None
    connection.delete(sent.id)
    connection.delete(sent.id)
    assert connection.fetch(sent.id) is None
    with pytest.raises(Wrong):
        connection.delete(mila.post("Meins.")["uri"])


def test_reply_in_our_thread_can_be_hidden(bench: Bench, radwerk: Someone, mila: Someone) -> None:
    connection = connect(bench.place())
    ours = radwerk.post("Fragen?")
    rude = mila.post("Unverschämt!", reply={"root": ours, "parent": ours})
    connection.hide(rude["uri"])
    connection.hide(rude["uri"])
    gate = connection._repository.own("app.bsky.feed.threadgate", uri_of(ours["uri"]).rkey)
    assert gate is not None
    assert gate["hiddenReplies"] == [rude["uri"]]
    with pytest.raises(Wrong):
        connection.hide(mila.post("Mein Faden")["uri"])


def test_others_posts_can_be_fetched(bench: Bench, mila: Someone) -> None:
    there = mila.post("Nur ein Gedanke")
    connection = connect(bench.place())
    post = connection.fetch(there["uri"])
    assert post is not None
    assert (post.text, post.author.handle if post.author else "") == ("Nur ein Gedanke", "mila.test")
    mila.delete(there["uri"])
    assert connection.fetch(there["uri"]) is None


def test_probe_comes_back_and_is_cleared_away(bench: Bench, mila: Someone) -> None:
    listener = listening(bench)
    ready(listener, mila)
    connection = connect(bench.place())
    id = connection.probe("probe-4711")
    later(3, lambda: mila.post("kein Strom: Ende"))
    posts = listener.until(lambda posts: posts[-1].text.endswith("Ende"))
    probe = next(post for post in posts if post.id == id)
    assert probe.own
    assert probe.visibility == "private"
    assert connection._repository.own("io.github.sturmwarte.probe", uri_of(id).rkey) is None


def test_revoked_access(bench: Bench, radwerk: Someone) -> None:
    name = "wird-entzogen"
    bench.values = {**bench.values, "password": radwerk.app_password(name)}
    connection = connect(bench.place())
    connection.check()
    radwerk.revoke(name)
    # The access token lives on for a while; its renewal is what was taken away.
    bench.kept["session"] = bench.kept["session"].replace('"access":"', '"access":"x')
    with pytest.raises(Refused):
        Listener(named(connect(bench.place()).subscriptions(), "account")).once()


def listening(bench: Bench) -> Listener:
    return Listener(named(connect(bench.place()).subscriptions(), "stream"))


def ready(listener: Listener, someone: Someone) -> None:
    """A stream that has no cursor yet hears what comes after it opened: this is what it hears first."""
    later(0.7, lambda: someone.post("Anlauf: kein Strom"))
    listener.until(bool)
    assert listener.cursor


def later(seconds: float, act: object) -> None:
    timer = threading.Timer(seconds, act)  # type: ignore[arg-type]
    timer.daemon = True
    timer.start()


def uri_of(text: str) -> Uri:
    place = uri(text)
    assert place is not None
    return place
