"""Reviews of our apps over time, against an emulator that checks our signature."""

from datetime import timedelta
from importlib.resources import files

import pytest

from sturmwarte.channels.appstore import connect, parse_sample
from sturmwarte.channels.contract import Answer, Place
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Limited, Missing, Refused, Unreadable, Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.servers.appstore import START, Store


class World:
    def __init__(self, store: Store) -> None:
        self.store, self.cursor, self.gaps, self.dropped = store, {}, [], []
        self.client = Client(Guard(["127.0.0.0/8"]), now=lambda: self.store.now, rest=lambda _: False)
        self.sets()

    def sets(self, **values) -> None:
        given = {"apps": ["https://apps.apple.com/de/app/nordstein/id77?l=de"], "key": self.store.pem}
        self.connection = connect(
            Place(
                source="apps", channel="appstore:apps", guard=self.client.guard, client=self.client,
                values=given | {"key_id": "K1", "issuer": "I1", "api": self.store.url} | values,
                now=lambda: self.store.now, rest=lambda _: False, since=START - timedelta(days=7),
            )
        )  # fmt: skip

    def hear(self, **later: float) -> list[Post]:
        self.store.now += timedelta(**(later or {"minutes": 10}))
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


def test_the_sample_says_who_is_unhappy_where():
    folder = files("sturmwarte.channels.appstore") / "samples"
    bad, good, answer = parse_sample((folder / "reviews.json").read_bytes())
    assert (bad.form, bad.rating, bad.country, bad.product) == ("review", 1.0, "DE", "Nordstein-App")
    assert good.country == "AT"
    assert (answer.own, answer.in_reply_to) == (True, bad.id)
    with pytest.raises(Unreadable):
        parse_sample(b'{"data": [{"id": ""}]}')


def test_reviews_come_once_oldest_first(world):
    ids = [world.store.write(f"Bewertung {n}") for n in range(3)]
    heard = world.hear()
    assert [post.id for post in heard] == ids
    assert heard[0].product == "Nordstein-App"
    assert world.hear() == []
    new = world.store.write("noch eine")
    assert [post.id for post in world.hear()] == [new]


def test_changed_and_withdrawn_reviews_are_noticed(world):
    changed, withdrawn, _newest = (world.store.write(f"Bewertung {n}") for n in range(3))
    world.hear()
    world.store.reviews[changed] |= {"rating": 5, "body": "Läuft wieder!"}
    del world.store.reviews[withdrawn]
    after = {post.id: post for post in world.hear()}
    assert (after[changed].rating, after[changed].edited_at) == (5.0, world.store.now)
    assert after[withdrawn].deleted_at == world.store.now
    assert world.hear() == []


def test_an_answer_is_ours_and_a_second_takes_its_place(world):
    world.store.write("Stürzt ab")
    (review,) = world.hear()
    sent = world.connection.reply(Answer(key="1", text="Bitte aktualisieren.", to=review))
    (own,) = world.hear()
    assert (own.id, own.own, own.in_reply_to) == (sent.id, True, review.id)
    assert world.connection.reply(Answer(key="2", text="Behoben in 4.1.2.", to=review)) == sent
    assert [post.text for post in world.hear()] == ["Behoben in 4.1.2."]
    world.connection.delete(sent.id)
    assert world.store.responses == {}
    with pytest.raises(Missing):
        world.connection.delete(sent.id)


def test_what_cannot_be_said_is_told_before(world):
    world.store.write("Stürzt ab")
    (review,) = world.hear()
    for wrong, answer in {
        "only_reviews": Answer(key="1", text="x"),
        "not_private": Answer(key="1", text="x", to=review, private=True),
        "too_long": Answer(key="1", text="x" * 6000, to=review),
    }.items():
        with pytest.raises(Wrong, match=wrong):
            world.connection.reply(answer)
    world.store.reviews.clear()
    with pytest.raises(Wrong, match="not_taken"):
        world.connection.reply(Answer(key="1", text="Zu spät", to=review))


def test_after_an_outage_pages_are_turned_back_and_what_is_beyond_is_a_gap(world, monkeypatch):
    world.store.page = 5
    world.store.write("davor")
    world.hear()
    for n in range(22):
        world.store.write(f"Bewertung {n}", at=START + timedelta(hours=1, minutes=n))
    assert len(world.hear(hours=2)) == 22
    assert world.gaps == []
    monkeypatch.setattr("sturmwarte.channels.appstore.listen.MOST_PAGES", 2)
    for n in range(22):
        world.store.write(f"Bewertung {n}", at=START + timedelta(hours=3, minutes=n))
    assert len(world.hear(hours=2)) == 10
    (gap,) = world.gaps
    assert gap.until == START + timedelta(hours=3, minutes=12)


def test_a_broken_review_does_not_stop_the_others(world):
    broken, good = world.store.write("kaputt"), world.store.write("gut")
    world.store.reviews[broken]["rating"] = "viele"
    assert [post.id for post in world.hear()] == [good]
    assert len(world.dropped) == 1


def test_the_statement_is_renewed_and_a_revoked_key_is_told(world):
    world.store.write("eins")
    world.hear()
    assert world.hear(hours=3) == []
    world.store.revoked = True
    with pytest.raises(Refused):
        world.hear()
    world.store.revoked, world.store.status = False, 429
    with pytest.raises(Limited):
        world.hear()


def test_set_up_names_the_app_and_what_is_wrong(world):
    assert world.connection.check().name == "Nordstein-App"
    with pytest.raises(Wrong, match="no_app"):
        world.sets(apps=["Nordstein"])
    world.sets(key="-----BEGIN PRIVATE KEY-----\nnein")
    with pytest.raises(Wrong, match="no_key"):
        world.connection.check()
    world.sets(apps=["78"])
    with pytest.raises(Missing):
        world.connection.check()


def test_our_statement_goes_to_no_other_host(world):
    world.store.page = 1
    for n in range(3):
        world.store.write(f"Bewertung {n}")
    listed = world.store._list
    world.store._list = lambda query: listed(query) | {"links": {"next": "http://127.0.0.1:1/steal"}}
    with pytest.raises(Unreadable):
        world.hear()
