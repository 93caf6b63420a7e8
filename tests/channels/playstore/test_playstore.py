"""Reviews of our apps over time, against an emulator that Google's own library understands too."""

import json
from datetime import timedelta
from importlib.resources import files

import httplib2
import pytest
from googleapiclient.discovery import build

from sturmwarte.channels.contract import Answer, Place
from sturmwarte.channels.playstore import connect, parse_sample
from sturmwarte.channels.playstore.parse import Origin, posts_of, review_of
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Limited, Refused, Unreadable, Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.servers.playstore import APP, NOON, Store


class World:
    def __init__(self, store: Store) -> None:
        self.store, self.cursor, self.gaps, self.dropped = store, {}, [], []
        self.client = Client(Guard(["127.0.0.0/8"]), now=lambda: self.store.now, rest=lambda _: False)
        self.sets()

    def sets(self, **values) -> None:
        given = {"apps": [f"https://play.google.com/store/apps/details?id={APP}&hl=de"]}
        self.connection = connect(
            Place(
                source="play", channel="playstore:play", guard=self.client.guard, client=self.client,
                values=given | {"account": self.store.account, "api": self.store.url} | values,
                now=lambda: self.store.now, rest=lambda _: False, since=NOON - timedelta(days=7),
            )
        )  # fmt: skip

    def hear(self, **later: float) -> list[Post]:
        self.store.now += timedelta(**(later or {"minutes": 15}))
        posts: list[Post] = []
        for heard in self.connection.subscriptions()[0].listen(self.cursor):
            posts += heard.posts
            self.gaps += heard.gaps
            self.dropped += heard.dropped
            self.cursor = heard.cursor if heard.cursor is not None else self.cursor
        return posts


@pytest.fixture
def world():
    with Store() as store:
        there = World(store)
        yield there
        there.client.close()


def test_the_sample_says_who_is_unhappy():
    folder = files("sturmwarte.channels.playstore") / "samples"
    bad, answer, good = parse_sample((folder / "reviews.json").read_bytes())
    assert (bad.form, bad.rating, bad.title) == ("review", 1.0, "Stürzt ab")
    assert bad.text == "Seit dem Update kann ich den Zählerstand nicht mehr melden."
    assert (answer.own, answer.in_reply_to) == (True, bad.id)
    assert (good.title, good.text, good.author) == ("", "Klappt.", None)
    with pytest.raises(Unreadable):
        parse_sample(b'{"reviews": [{"reviewId": " "}]}')
    assert parse_sample(b"{}") == []


def test_reviews_come_once_over_all_pages(world):
    world.store.page = 2
    ids = [world.store.write(f"Bewertung {n}", at=NOON - timedelta(hours=9 - n)) for n in range(5)]
    assert [post.id for post in world.hear()] == ids
    assert world.hear() == []
    new = world.store.write("noch eine")
    assert [post.id for post in world.hear()] == [new]
    assert world.gaps == []


def test_changed_and_withdrawn_reviews_are_noticed(world):
    changed, withdrawn = world.store.write("schlecht"), world.store.write("auch schlecht")
    world.hear()
    world.store.change(changed, "jetzt gut")
    del world.store.reviews[withdrawn]
    at = world.store.now
    after = {post.id: post for post in world.hear()}
    assert (after[changed].text, after[changed].edited_at) == ("jetzt gut", at)
    assert after[withdrawn].deleted_at == world.store.now
    assert world.hear() == []


def test_what_merely_grew_old_is_not_called_withdrawn(world):
    world.store.write("alt")
    world.hear()
    assert world.hear(days=6.5) == []
    assert world.hear(days=1) == []


def test_a_week_away_is_a_gap(world):
    world.store.write("davor")
    world.hear()
    asked = world.store.now
    world.hear(days=9)
    (gap,) = world.gaps
    assert (gap.since, gap.until) == (asked, world.store.now - timedelta(days=7))


def test_an_answer_is_ours_and_a_second_takes_its_place(world):
    world.store.write("Stürzt ab")
    (review,) = world.hear()
    sent = world.connection.reply(Answer(key="1", text="Bitte aktualisieren.", to=review))
    heard = {post.id: post for post in world.hear()}
    assert (heard[sent.id].own, heard[sent.id].in_reply_to) == (True, review.id)
    assert heard[review.id].edited_at is None
    world.connection.reply(Answer(key="2", text="Behoben.", to=review))
    assert [post.text for post in world.hear() if post.own] == ["Behoben."]


def test_what_cannot_be_said_is_told_before(world):
    world.store.write("Stürzt ab")
    (review,) = world.hear()
    for wrong, answer in {
        "only_reviews": Answer(key="1", text="x"),
        "not_private": Answer(key="1", text="x", to=review, private=True),
        "too_long": Answer(key="1", text="x" * 351, to=review),
        "not_taken": Answer(key="1", text="", to=review),
    }.items():
        with pytest.raises(Wrong, match=wrong):
            world.connection.reply(answer)


def test_tokens_are_renewed_and_a_deleted_key_is_told(world):
    world.store.write("eins")
    world.hear()
    world.hear(hours=2)
    assert len(world.store.tokens) == 2
    world.store.deleted_key = True
    with pytest.raises(Refused, match="invalid_grant"):
        world.hear(hours=2)
    world.store.deleted_key, world.store.status = False, 429
    with pytest.raises(Limited):
        world.hear()


def test_a_broken_review_does_not_stop_the_others(world):
    world.store.reviews["kaputt"] = {"reviewId": "kaputt", "comments": [{"userComment": {"text": 7}}]}
    good = world.store.write("gut")
    listed = world.store._list
    broken = world.store.reviews.pop("kaputt")
    world.store._list = lambda query: {"reviews": [broken, *listed(query)["reviews"]]}
    assert [post.id for post in world.hear()] == [good]
    assert len(world.dropped) == 1


def test_set_up_says_what_is_wrong(world):
    assert world.connection.check().name == "hoeren@nordstein.example"
    with pytest.raises(Wrong, match="no_app"):
        world.sets(apps=["Nordstein"])
    for account in ("", "{}", '{"client_email": "a", "private_key": "b"}'):
        world.sets(account=account)
        with pytest.raises(Wrong, match="no_key"):
            world.connection.check()
    world.sets(apps=["example.other.app"])
    with pytest.raises(Refused):
        world.connection.check()


class _Signed(httplib2.Http):
    def request(self, uri, method="GET", body=None, headers=None, **more):
        return super().request(
            uri, method, body, {**(headers or {}), "Authorization": "Bearer google"}, **more
        )


def test_googles_own_library_agrees_with_the_emulator(world):
    """The official description of the interface drives Google's client against the same server."""
    id = world.store.write("Stürzt ab")
    world.store.tokens["google"] = NOON + timedelta(days=1)
    with build(
        "androidpublisher", "v3", http=_Signed(), static_discovery=True,
        client_options={"api_endpoint": world.store.root},
    ) as google:  # fmt: skip
        reviews = google.reviews()
        reply = reviews.reply(packageName=APP, reviewId=id, body={"replyText": "Danke."}).execute()
        assert reply["result"]["replyText"] == "Danke."
        (listed,) = reviews.list(packageName=APP, maxResults=100).execute()["reviews"]
        assert reviews.get(packageName=APP, reviewId=id).execute() == listed
    heard = world.hear()
    assert [post.id for post in heard] == [id, f"{id}/answer"]
    origin = Origin("play", "playstore:play", APP)
    assert posts_of(review_of(json.dumps(listed).encode()), origin) == heard
