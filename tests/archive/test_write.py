"""What becomes of a post that comes in: new, heard again, edited, deleted, suppressed."""

import msgspec
import pytest

from sturmwarte.core.post import Metrics
from sturmwarte.station.archive import Archive, content_hash
from sturmwarte.station.archive.moments import micros, moment
from tests.archive.scene import ALL, NOON, entry, found, page, post, take

pytestmark = pytest.mark.django_db
change = msgspec.structs.replace


def test_a_post_comes_out_as_it_went_in() -> None:
    one = post(
        metrics=Metrics(likes=3, views=100),
        title="Titel",
        url="https://home.example/1",
        rating=2.0,
        raw={"a": 1},
    )
    assert take(entry(one, ("bahn",), kind="complaint", mood="negative", verdict="answer")) == ["new"]
    got = Archive().get("mastodon", "1", may=ALL)
    assert got is not None
    assert got.post == change(one, raw=None)
    assert (got.topics, got.lang, got.version, got.edited) == (("bahn",), "de", 1, False)
    assert got.reading is not None
    assert got.reading.best_kind == "complaint"
    assert got.verdict is not None
    assert got.verdict.verdict == "answer"
    assert [(h.channel, h.first) for h in got.heard] == [("mastodon:home", NOON)]


def test_the_same_again_is_one_post_heard_twice() -> None:
    take(entry(post(), ("bahn",)))
    later = post(
        minute=0, received_at=moment(micros(NOON) + 60_000_000), channel="feed:bahn", network="mastodon"
    )
    assert take(entry(later, ("streik",))) == ["heard_again"]
    got = Archive().get("mastodon", "1", may=ALL)
    assert got is not None
    assert got.topics == ("bahn", "streik")
    assert {h.channel for h in got.heard} == {"mastodon:home", "feed:bahn"}
    assert got.post.channel == "mastodon:home"
    assert found("topic:streik") == ["1"]


def test_one_identity_twice_in_a_batch_is_taken_in_turn() -> None:
    assert take(post(), post(), post(text="anders")) == ["new", "heard_again", "edited"]
    assert found() == ["1"]


def test_new_reactions_move_the_reach_and_make_no_version() -> None:
    take(post(metrics=Metrics(likes=1)))
    assert take(post(metrics=Metrics(likes=50))) == ["heard_again"]
    got = page().posts[0]
    assert (got.post.metrics.likes, got.post.reach, got.version) == (50, 60, 1)


def test_an_edit_is_a_version_and_the_old_words_find_nothing() -> None:
    take(entry(post(text="Zug fällt aus"), ("zug",), kind="outage"))
    edited = post(text="Bus fällt aus", edited_at=NOON)
    assert take(entry(edited, ("bus",), kind="complaint")) == ["edited"]
    assert (found("zug"), found("bus"), found("topic:zug"), found("kind:complaint")) == ([], ["1"], [], ["1"])
    texts = [one.post.text for one in Archive().versions("mastodon", "1", may=ALL)]
    assert texts == ["Zug fällt aus", "Bus fällt aus"]
    readings = [one.reading.best_kind for one in Archive().versions("mastodon", "1", may=ALL) if one.reading]
    assert readings == ["outage", "complaint"]


def test_an_old_file_read_again_undoes_no_edit() -> None:
    take(post(text="erst"))
    take(post(text="dann", edited_at=NOON))
    assert take(post(text="erst")) == ["heard_again"]
    assert page().posts[0].post.text == "dann"


def test_a_deletion_removes_and_stops_a_reimport() -> None:
    take(entry(post(), ("bahn",)))
    assert take(post(deleted_at=NOON)) == ["deleted"]
    assert found() == []
    assert Archive().get("mastodon", "1", may=ALL) is None
    assert take(post()) == ["suppressed"]
    assert Archive().known([post()])["mastodon", "1"].deleted


def test_a_deletion_that_arrives_first_stops_the_post() -> None:
    assert take(post(deleted_at=NOON)) == ["deleted"]
    assert take(post()) == ["suppressed"]
    assert found() == []


def test_known_names_only_what_was_met() -> None:
    one = post()
    take(one)
    known = Archive().known([one, post("2")])
    assert set(known) == {("mastodon", "1")}
    assert known["mastodon", "1"].content_hash == content_hash(one)


def test_a_run_is_a_world_of_its_own() -> None:
    take(post(text="echt"), post("2", text="importiert", run="import"))
    assert take(post(text="gespielt", run="drill:1")) == ["new"]
    assert set(found()) == {"1", "2"}
    assert found(run="drill:1") == ["1"]
    assert found(run="import") == ["2"]
    drilled = Archive().get("mastodon", "1", may=ALL, run="drill:1")
    assert drilled is not None
    assert drilled.post.text == "gespielt"


def test_a_drills_deletion_touches_nothing_real_but_a_real_one_holds_in_drills() -> None:
    take(post(), post(run="drill:1"))
    take(post(deleted_at=NOON, run="drill:1"))
    assert (found(), found(run="drill:1")) == (["1"], [])
    take(post(deleted_at=NOON))
    assert take(post(run="drill:2")) == ["suppressed"]


def test_a_thousand_posts_of_one_moment_keep_their_places() -> None:
    take(*(post(str(n)) for n in range(1000)))
    seen: list[str] = []
    after = None
    while True:
        got = page(limit=300, after=after)
        seen += [one.post.id for one in got.posts]
        after = got.next
        if after is None:
            break
    assert sorted(map(int, seen)) == list(range(1000))


def test_a_conversation_holds_together_though_its_root_came_last() -> None:
    take(post("c", in_reply_to="b", minute=2), post("b", in_reply_to="a", minute=1), post("x"))
    take(post("a"))
    take(post("d", in_reply_to="c", minute=3))
    assert [one.post.id for one in Archive().thread("mastodon", "d", may=ALL)] == ["a", "b", "c", "d"]


def test_a_correction_judges_anew_and_keeps_what_was_believed() -> None:
    take(entry(post(), ("bahn",), kind="praise", mood="positive", verdict="ignore"))
    judged = entry(post(), kind="complaint", mood="negative", verdict="answer")
    assert Archive().correct("mastodon", "1", NOON, by="mia", reading=judged.reading, verdict=judged.verdict)
    got = page("kind:complaint sentiment:negative").posts[0]
    assert got.verdict.verdict == "answer"
    assert got.topics == ("bahn",)
    assert found("kind:praise") == []
    assert not Archive().correct("mastodon", "nope", NOON, by="mia")
