"""What snac cannot show: streams, deletions, limits, late posts. Against a server of our own making."""

from datetime import timedelta

import pytest

from sturmwarte.channels.contract import Sought
from sturmwarte.channels.mastodon import pages
from sturmwarte.wire.errors import Limited, Refused, Unreachable, Wrong
from tests.channels.mastodon.scene import Scene
from tests.channels.mastodon.stage import Station, texts, until
from tests.channels.servers.mastodon_state import ago


def test_the_stream_brings_posts_edits_and_deletions_at_once(streaming: Scene) -> None:
    state = streaming.state
    station = streaming.station()
    station.follow("live")
    until(lambda: streaming.server.open_streams and state.listeners)
    until(lambda: state.listeners[0][0](f"user:{streaming.us['id']}"), pause=0.05)
    written = state.write(streaming.mila, "@stadtwerke Seit Stunden kein Strom")
    post = until(lambda: station.posts, pause=0.05)[0]
    assert (post.id, post.author.handle) == (written["uri"], "mila@garten.example")
    state.remove(written["id"])
    gone = until(lambda: [one for one in station.posts if one.deleted_at], pause=0.05)[0]
    assert gone.id == written["uri"]
    assert station.cursors == {}  # only the polls know how far we are


def test_hashtags_come_by_the_same_socket_and_strangers_of_the_home_stream_do_not(scene: Scene) -> None:
    scene.state.followed[scene.us["id"]] = {scene.mila["id"]}
    station = scene.station(sought=(Sought("strom", tags=("Stromausfall",)),))
    station.follow("live")
    until(lambda: any(wants("hashtag:stromausfall") for wants, _ in scene.state.listeners), pause=0.05)
    scene.state.write(scene.mila, "Mein Frühstück")
    scene.state.write(scene.state.account("jo"), "Schon wieder #Stromausfall")
    until(lambda: station.posts, pause=0.05)
    assert texts(station.posts) == ["Schon wieder #Stromausfall"]


def test_an_edit_comes_by_the_stream_with_the_same_id(scene: Scene) -> None:
    station = scene.station(sought=(Sought("strom", tags=("Stromausfall",)),))
    station.follow("live")
    until(lambda: any(wants("hashtag:stromausfall") for wants, _ in scene.state.listeners), pause=0.05)
    written = scene.state.write(scene.mila, "#Stromausfal in der Gartenstraße #stromausfall")
    until(lambda: station.posts, pause=0.05)
    scene.state.edit(written["id"], "#Stromausfall in der Gartenstraße")
    edited = until(lambda: station.posts[1:], pause=0.05)[0]
    assert edited.id == station.posts[0].id
    assert edited.edited_at is not None


def test_a_broken_stream_is_told_and_what_it_missed_comes_by_the_polls(scene: Scene) -> None:
    station = scene.station()
    live = station.connection.subscriptions()[1].listen({})
    next(live)
    until(lambda: scene.server.open_streams, pause=0.05)
    scene.server.break_streams()
    told = next(step for step in live if step.slowed)
    assert told.slowed.key == "channel.mastodon.stream_broken"
    assert not next(live).asked  # it waits before it tries again
    scene.state.write(scene.mila, "@stadtwerke Hört mich jemand?")
    assert texts(station.hear("mentions")) == ["@stadtwerke Hört mich jemand?"]
    station.clock.ahead = timedelta(minutes=1)
    assert next(step for step in live if step.asked).slowed is None
    live.close()


def test_while_the_stream_is_open_the_polls_take_their_time(scene: Scene) -> None:
    station = scene.station()
    station.follow("live")
    until(lambda: scene.state.listeners, pause=0.05)
    station.hear("mentions")
    before = len(scene.server.calls)
    station.hear("mentions")
    assert len(scene.server.calls) == before
    station.clock.ahead = timedelta(minutes=6)
    station.hear("mentions")
    assert len(scene.server.calls) > before


def test_a_late_post_of_another_server_is_not_lost(scene: Scene) -> None:
    station = scene.station(values={"hashtags": ["bus"]})
    scene.state.write(scene.mila, "Der #bus ist da", at=ago(minutes=50))
    station.hear("timelines")
    station.clock.ahead = timedelta(minutes=12)
    scene.state.write(scene.mila, "Der #bus fährt", at=ago(minutes=5))
    station.hear("timelines")
    late = scene.state.write(scene.mila, "Der #bus war zu spät", at=ago(minutes=30))
    assert station.hear("timelines") == []
    station.clock.ahead = timedelta(minutes=24)
    assert [post.id for post in station.hear("timelines")] == [late["uri"]]


def test_first_it_reads_back_and_what_is_too_much_is_a_gap(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minutes in range(130, 0, -1):
        scene.state.write(scene.mila, f"#bus {minutes}", at=ago(minutes=minutes))
    station = scene.station(values={"hashtags": ["#bus"]}, since=ago(minutes=100))
    station.hear("timelines")
    assert texts(station.posts) == [f"#bus {minutes}" for minutes in range(99, 0, -1)]
    assert station.gaps == []
    monkeypatch.setattr(pages, "DEEPEST", 1)
    other = scene.station(values={"hashtags": ["#bus"]}, since=ago(minutes=125))
    other.hear("timelines")
    (gap,) = other.gaps
    assert gap.why.key == "channel.mastodon.gap"
    assert (gap.since, gap.until) == (other.since, other.posts[0].created_at)


def test_a_kill_at_any_step_leaves_no_hole(scene: Scene) -> None:
    scene.state.write(scene.mila, "@stadtwerke Meldung 0")
    station = scene.station()
    station.hear("mentions")
    for number in range(1, 90):
        scene.state.write(scene.mila, f"@stadtwerke Meldung {number}")
    for _ in range(5):
        station.restart()
        steps = station.connection.subscriptions()[0].listen(station.cursors["mentions"])
        station.take("mentions", next(steps))  # a kill: what comes after the first step is never kept
        steps.close()
    assert texts(station.posts) == [f"@stadtwerke Meldung {number}" for number in range(90)]


def test_mentions_that_the_account_s_filter_holds_back_are_heard(scene: Scene) -> None:
    stranger = scene.state.account("neu", host="fern.example")
    status = scene.state.write(stranger, "Hallo")
    scene.state.notify(scene.us, "mention", stranger, status, filtered=True)
    scene.state.notify(scene.us, "follow", stranger, None)
    assert texts(scene.station().hear("mentions")) == ["Hallo"]


def test_who_does_not_want_to_be_found_is_heard_only_when_writing_to_us(scene: Scene) -> None:
    note = '<p>Bitte <a href="https://garten.example/tags/nobot">#<span>nobot</span></a></p>'
    shy = [scene.state.account("still", noindex=True), scene.state.account("leise", note=note)]
    for account in shy:
        scene.state.write(account, "Nichts geht mehr #bus")
        scene.state.write(account, "@stadtwerke Bitte um Rückruf #bus")
    station = scene.station(values={"hashtags": ["bus"]})
    assert station.hear("timelines") == []
    assert texts(station.hear("mentions")) == ["@stadtwerke Bitte um Rückruf #bus"] * 2


def test_named_accounts_and_the_timeline_are_heard(scene: Scene) -> None:
    city = scene.state.account("stadt", host="amt.example")
    scene.state.write(city, "Hochwasser am Fluss")
    sought = (Sought("fluss", words=("Fluß", "Pegel Altstadt")),)
    station = scene.station(values={"accounts": ["@stadt@amt.example"], "timeline": "local"}, sought=sought)
    assert texts(station.hear("accounts")) == ["Hochwasser am Fluss"]
    jo = scene.state.account("jo")
    for words in ("Der Flusspegel steigt", "Von hier", "In der ALTSTADT hoher Pegel"):
        scene.state.write(jo, words)
    scene.state.write(city, "Der Fluss von fern")
    assert texts(station.hear("timelines")) == ["Der Flusspegel steigt", "In der ALTSTADT hoher Pegel"]
    missing = scene.station(values={"accounts": ["@niemand@amt.example"]})
    with pytest.raises(Wrong) as told:
        missing.hear("accounts")
    assert told.value.reason.key == "channel.mastodon.no_account"


def test_many_answers_are_joined_to_their_threads_in_few_calls(scene: Scene) -> None:
    first = [scene.state.write(scene.mila, f"Frage {number}") for number in range(30)]
    for one in first:
        scene.state.write(scene.mila, "Antwort #bus", in_reply_to_id=one["id"])
    lost = scene.state.write(scene.mila, "Wer? #bus", in_reply_to_id="17")
    station = scene.station(values={"hashtags": ["bus"]})
    found = {post.in_reply_to for post in station.hear("timelines")}
    assert found == {one["uri"] for one in first} | {f"{scene.state.url}/api/v1/statuses/17"}
    assert scene.server.calls.count("GET /api/v1/statuses") == 2
    station.clock.ahead = timedelta(minutes=1)
    scene.state.write(scene.mila, "Niemand? #bus", in_reply_to_id=lost["id"])
    (answer,) = station.hear("timelines")
    assert answer.in_reply_to == lost["uri"]


def test_one_call_that_always_fails_does_not_silence_the_rest(scene: Scene) -> None:
    station = scene.station()
    station.connection.check()
    scene.state.write(scene.mila, "@stadtwerke Und?", in_reply_to_id="17")
    scene.server.failing_paths = ("/context", "/api/v1/statuses/17")
    assert texts(station.hear("mentions")) == ["@stadtwerke Und?"]


def test_a_server_without_search_is_no_trouble(scene: Scene) -> None:
    scene.server.failing_paths = ("/api/v2/search",)
    scene.server.failing_with = 404
    station = scene.station(sought=(Sought("strom", words=("Strom",)),))
    assert station.hear("search:strom") == []
    assert [one.key for one in station.connection.check().missing] == ["channel.mastodon.no_search"]
    scene.server.revoke(scene.access)
    with pytest.raises(Refused):
        station.hear("search:strom")


def test_words_are_searched_for_and_found_once(scene: Scene) -> None:
    station = scene.station(sought=(Sought("strom", words=("kein Strom", "Blackout")),))
    scene.state.write(scene.mila, "Hier ist kein Strom")
    scene.state.write(scene.mila, "Blackout!")
    assert sorted(texts(station.hear("search:strom"))) == ["Blackout!", "Hier ist kein Strom"]
    assert station.hear("search:strom") == []


def test_the_limit_is_kept_and_told(scene: Scene) -> None:
    scene.server.limit = 6
    station = scene.station()
    with pytest.raises(Limited) as told:
        station.hear(*["mentions", "own"] * 5)
    assert told.value.until is not None
    assert len(scene.server.calls) <= 6  # it noticed from the answers, not from being turned away


def test_what_was_heard_is_looked_at_again_also_after_a_restart(scene: Scene) -> None:
    station = scene.station()
    first = scene.state.write(scene.mila, "@stadtwerke Erste")
    second = scene.state.write(scene.mila, "@stadtwerke Zweite")
    station.hear("mentions", "recheck")
    station.restart()
    scene.state.listeners.clear()  # nobody listens: no stream tells it
    scene.state.remove(first["id"])
    scene.state.edit(second["id"], "@stadtwerke Zweite, berichtigt")
    assert station.hear("recheck") == []  # not its turn yet
    station.clock.ahead = timedelta(minutes=31)
    gone, edited = sorted(station.hear("recheck"), key=lambda post: post.deleted_at is None)
    assert gone.id == first["uri"]
    assert (edited.id, edited.text) == (second["uri"], "@stadtwerke Zweite, berichtigt")
    assert scene.server.calls.count("GET /api/v1/statuses") == 1
    station.clock.ahead = timedelta(hours=49)
    assert station.hear("recheck") == []
    assert station.cursors["recheck"] == {"watched": []}


def test_the_check_says_what_is_missing(scene: Scene) -> None:
    access = scene.state.token(scene.us, ["read:notifications", "read:accounts"])
    station = Station(scene.state.url, access, sought=(Sought("strom", words=("Strom",)),))
    account = station.connection.check()
    assert account.name == f"stadtwerke@{scene.state.host}"
    assert [one.key.rpartition(".")[2] for one in account.missing] == [
        "no_statuses",
        "no_search",
        "no_writing",
    ]
    assert scene.station().connection.check().missing == ()


def test_a_revoked_access_is_refused_everywhere(scene: Scene) -> None:
    station = scene.station()
    station.hear("mentions")
    scene.server.revoke(scene.access)
    for name in ("mentions", "own", "live"):
        with pytest.raises(Refused):
            station.hear(name)
    with pytest.raises(Refused):
        station.connection.check()


def test_an_access_revoked_while_the_stream_is_open_is_noticed(streaming: Scene) -> None:
    live = streaming.station().connection.subscriptions()[1].listen({})
    next(live)
    until(lambda: streaming.server.open_streams, pause=0.05)
    streaming.server.revoke(streaming.access)
    with pytest.raises(Refused):
        list(live)


def test_a_server_in_trouble_is_unreachable_and_later_nothing_is_missing(scene: Scene) -> None:
    station = scene.station()
    station.hear("mentions")
    scene.state.write(scene.mila, "@stadtwerke Noch da?")
    scene.server.failing = [503]
    with pytest.raises(Unreachable):
        station.hear("mentions")
    assert texts(station.hear("mentions")) == ["@stadtwerke Noch da?"]


def test_an_address_without_the_api_is_wrong(scene: Scene) -> None:
    scene.server.failing = [404, 404]
    with pytest.raises(Wrong) as told:
        scene.station().connection.check()
    assert told.value.reason.key == "channel.mastodon.no_mastodon"
