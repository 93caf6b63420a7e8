"""Listening by asking, against an emulator written to the published lexicons."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte.channels.bluesky import connect
from sturmwarte.channels.contract import Answer, Sought
from sturmwarte.wire.errors import Limited, Refused, Unreachable
from tests.channels.bluesky.bench import Bench, Listener, named
from tests.channels.servers.bluesky import US, Network, network


@pytest.fixture
def net() -> Iterator[Network]:
    with network() as state:
        yield state


@pytest.fixture
def bench(net: Network) -> Iterator[Bench]:
    values = {"handle": "radwerk.example", "password": "abcd-efgh", "server": net.url, "directory": net.url}
    standing = Bench(values)
    yield standing
    standing.close()


def listening(bench: Bench, name: str) -> Listener:
    return Listener(named(connect(bench.place()).subscriptions(), name))


def test_subscriptions(bench: Bench) -> None:
    names = [one.name for one in connect(bench.place()).subscriptions()]
    assert names == ["notifications", "search:strom", "own", "deletions"]


def test_notifications_oldest_first_and_once(bench: Bench, net: Network) -> None:
    told = [net.notify(net.post(f"@radwerk.example Frage {n}"), "mention") for n in range(230)]
    net.notify(net.post("gefällt"), "like")
    listener = listening(bench, "notifications")
    assert [post.id for post in listener.once()] == told
    assert listener.once() == []
    told = [net.notify(net.post("Und jetzt?"), reason) for reason in ("reply", "quote")]
    assert [post.id for post in listener.once()] == told
    assert listener.posts[0].author.handle == "mila.example"
    assert listener.posts[0].network == "bluesky"


def test_a_crash_in_between_leaves_no_hole(bench: Bench, net: Network) -> None:
    told = {net.notify(net.post(f"Frage {n}"), "mention") for n in range(450)}
    for steps in range(0, 8, 2):
        listener = listening(bench, "notifications")
        running = listener.subscription.listen({})
        for _ in range(steps):
            listener._keep(next(running))
        running.close()  # killed here; what was heard and its cursor are kept
        listener.subscription = listening(bench, "notifications").subscription
        listener.once()
        assert {post.id for post in listener.posts} == told, steps


def test_repeats_and_wrong_order(bench: Bench, net: Network) -> None:
    net.repeats = True
    told = [net.notify(net.post(f"Frage {n}"), "mention") for n in range(250)]
    assert sorted({post.id for post in listening(bench, "notifications").once()}) == sorted(told)


def test_more_than_can_be_fetched_is_a_gap(
    bench: Bench, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sturmwarte.channels.bluesky.polled.PAGE", 5)
    listener = listening(bench, "notifications")
    net.notify(net.post("Anfang"), "mention")
    listener.once()
    for n in range(300):
        at = net.begun + timedelta(minutes=10, seconds=n)
        net.notify(net.post(f"Frage {n}", at=at), "mention")
    posts = listener.once()
    (gap,) = [gap for heard in listener.heard for gap in heard.gaps]
    assert len(posts) == 250
    assert gap.since == listener.posts[0].created_at
    assert gap.until == posts[0].created_at


def test_search_asks_for_each_word(bench: Bench, net: Network) -> None:
    found = [net.post("Stromausfall in Oberbach"), net.post("hier kein Strom mehr")]
    net.post("Sonne")
    listener = listening(bench, "search:strom")
    assert {post.id for post in listener.once()} == set(found)
    assert listener.once() == []
    assert set(listener.cursor["words"]) == {"Stromausfall", '"kein Strom"'}
    late = net.post("STROMAUSFALL!")
    assert [post.id for post in listener.once()] == [late]
    metrics = listener.posts[0].metrics
    assert metrics is not None
    assert (metrics.likes, metrics.reposts) == (3, 3)


def test_a_new_word_is_searched_back(bench: Bench, net: Network) -> None:
    old = net.post("Der Bus kommt nicht")
    listener = listening(bench, "search:strom")
    net.post("Stromausfall")
    listener.once()
    bench.sought = (Sought("strom", words=("Stromausfall", "Bus")),)
    listener.subscription = listening(bench, "search:strom").subscription
    assert [post.id for post in listener.once()] == [old]


def test_first_listening_goes_back_to_since(bench: Bench, net: Network) -> None:
    bench.since = datetime.now(UTC) - timedelta(hours=1)
    net.post("Stromausfall vor Tagen", at=datetime.now(UTC) - timedelta(days=3))
    new = net.post("Stromausfall eben", at=datetime.now(UTC) - timedelta(minutes=3))
    assert [post.id for post in listening(bench, "search:strom").once()] == [new]


def test_deletion_is_found_by_looking_again(bench: Bench, net: Network) -> None:
    gone, kept = net.post("Stromausfall 1"), net.post("Stromausfall 2")
    connection = connect(bench.place())
    subscriptions = connection.subscriptions()
    Listener(named(subscriptions, "search:strom")).once()
    looking = Listener(named(subscriptions, "deletions"))
    assert looking.once() == []
    net.delete(gone)
    net.posts.pop(kept)  # the view has lost it, its server has not
    looking.subscription = listening(bench, "deletions").subscription
    (post,) = looking.once()
    assert post.id == gone
    assert post.deleted_at
    assert looking.once() == []


def test_own_posts_and_probes(bench: Bench, net: Network) -> None:
    ours = net.post("Wir arbeiten daran", who=US)
    connection = connect(bench.place())
    probe = connection.probe("probe-1")
    listener = listening(bench, "own")
    assert [(post.id, post.own) for post in listener.once()] == [(ours, True), (probe, True)]
    assert probe not in net.records


def test_login_is_kept_and_renewed(bench: Bench, net: Network) -> None:
    connect(bench.place()).check()
    net.expire()
    connect(bench.place()).check()
    assert net.calls.count("login") == 1
    assert net.calls.count("com.atproto.server.refreshSession") == 1


def test_kept_login_of_another_account_is_not_used(bench: Bench, net: Network) -> None:
    connect(bench.place()).check()
    bench.values = {**bench.values, "handle": "jemand.anders.example"}
    connect(bench.place()).check()
    assert net.calls.count("login") == 2


def test_revoked_access_is_refused(bench: Bench, net: Network) -> None:
    connect(bench.place()).check()
    net.revoke()
    with pytest.raises(Refused) as refused:
        listening(bench, "notifications").once()
    assert refused.value.reason.key == "channel.bluesky.login"


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [((429, {"retry-after": "60"}), Limited), ((502, {}), Unreachable), ((403, {}), Refused)],
)
def test_faults(bench: Bench, net: Network, fault: tuple[int, dict[str, str]], trouble: type) -> None:
    connect(bench.place()).check()
    net.faults = [fault]
    with pytest.raises(trouble):
        listening(bench, "notifications").once()


def test_answer_written_although_its_answer_was_lost(bench: Bench, net: Network) -> None:
    connection = connect(bench.place())
    to = connection.fetch(net.post("Stromausfall?"))
    assert to is not None
    answer = Answer("fall-1", "Wir sind dran.", "de", to)
    first = connection.reply(answer)
    assert connection.reply(answer) == first
    assert sum(value["text"] == "Wir sind dran." for value in net.records.values()) == 1


def test_whoever_wants_no_strangers_is_unlisted(bench: Bench, net: Network) -> None:
    place = net.post("Stromausfall", labels={"values": [{"val": "graphic-media"}]})
    net.posts[place]["author"]["labels"] = [{"val": "!no-unauthenticated"}]
    (post,) = listening(bench, "search:strom").once()
    assert post.visibility == "unlisted"
    assert post.title == "graphic-media"
