"""A forum over time, against an emulator of it: everything once, edits and deletions, answers, refusals."""

from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte.channels.contract import (
    Answer,
    Call,
    Completes,
    Connection,
    Place,
    Receives,
    Removes,
    Replies,
)
from sturmwarte.channels.discourse import connect, parse_sample
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Limited, Missing, Refused, Unreadable, Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.servers.discourse import Forum

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class World:
    """A forum, our connection to it, and cursors as the engine keeps them."""

    def __init__(self, forum: Forum) -> None:
        self.forum, self.at, self.cursors, self.gaps, self.dropped = forum, NOON, {}, [], []
        self.client = Client(Guard(["127.0.0.0/8"]), now=lambda: self.at, rest=self.rest, timeout_s=3)
        self.with_key()

    def rest(self, seconds: float) -> bool:
        self.at += timedelta(seconds=max(seconds, 0))
        return False

    def with_key(self, **values) -> None:
        self.values = {"address": self.forum.url + "/", "key": "k-1", "username": "stadtwerke"} | values
        self.connection = connect(
            Place(
                source="runde", channel="discourse:runde", values=self.values, client=self.client,
                guard=self.client.guard, now=lambda: self.at, rest=self.rest, since=NOON - timedelta(days=7),
            )
        )  # fmt: skip

    def hear(self, name: str = "posts", most_steps: int = 1000) -> list[Post]:
        (subscription,) = [s for s in self.connection.subscriptions() if s.name == name]
        posts: list[Post] = []
        for number, heard in enumerate(subscription.listen(self.cursors.get(name, {})), 1):
            posts += heard.posts
            self.gaps += heard.gaps
            self.dropped += heard.dropped
            if heard.cursor is not None:
                self.cursors[name] = heard.cursor
            if number == most_steps:
                break
        self.at += timedelta(minutes=15)
        return posts

    def id(self, post) -> str:
        return f"{self.forum.url}/t/{post['topic_id']}/{post['post_number']}"


@pytest.fixture
def world():
    with Forum() as forum:
        there = World(forum)
        yield there
        there.client.close()


def test_it_is_what_it_says_it_is(world):
    for face in (Connection, Replies, Removes, Completes, Receives):
        assert isinstance(world.connection, face)


def test_the_sample_tells_who_said_what():
    with pytest.raises(Unreadable):
        parse_sample(b'{"latest_posts": [{"id": "x"}]}')
    with pytest.raises(Unreadable):
        parse_sample(b"[" * 50_000)


@pytest.mark.parametrize("inclusive", [False, True])
def test_everything_comes_once_and_in_order(world, inclusive):
    world.forum.inclusive = inclusive
    written = [world.forum.write(f"Beitrag {n}", topic=n % 9) for n in range(230)]
    heard = world.hear()
    assert [post.id for post in heard] == [world.id(post) for post in written]
    assert world.hear() == []
    late = world.forum.write("noch einer", reply_to_post_number=2)
    (answer,) = world.hear()
    assert (answer.form, answer.in_reply_to) == ("comment", f"{world.forum.url}/t/7/2")
    assert answer.root == f"{world.forum.url}/t/7/1"
    assert answer.created_at == datetime.fromisoformat(late["created_at"])


def test_the_first_time_reaches_back_as_far_as_asked(world):
    world.forum.write("uralt", created_at="2026-10-01T00:00:00Z")
    new = world.forum.write("neu")
    assert [post.id for post in world.hear()] == [world.id(new)]


def test_a_kill_between_steps_loses_nothing(world):
    written = [world.forum.write(f"Beitrag {n}") for n in range(450)]
    first = world.hear(most_steps=2)
    rest = world.hear()
    assert {post.id for post in first + rest} == {world.id(post) for post in written}
    assert 0 < len(first) < 450


def test_more_than_can_be_read_back_is_a_gap(world, monkeypatch):
    monkeypatch.setattr("sturmwarte.channels.discourse.listen.NEW_PAGES", 4)
    world.forum.write("davor")
    world.hear()
    for n in range(300):
        world.forum.write(f"Beitrag {n}", created_at=(NOON + timedelta(hours=1, seconds=n)).isoformat())
    assert len(world.hear()) == 200
    (gap,) = world.gaps
    assert (gap.since, gap.why.key) == (NOON, "channel.discourse.too_much")
    assert gap.until == NOON + timedelta(hours=1, seconds=100)


def test_a_broken_post_does_not_stop_the_others(world):
    world.forum.write("gut")
    world.forum.write("kaputt", created_at="gestern")
    assert [post.text for post in world.hear()] == ["gut"]
    assert len(world.dropped) == 1


def test_edits_deletions_and_moves_are_noticed(world):
    one, two, three, four = (world.forum.write(text) for text in ("eins", "zwei", "drei", "vier"))
    world.hear()
    assert world.hear("changes") == []
    world.forum.edit(one["id"], "eins, berichtigt", NOON)
    world.forum.posts[two["id"]]["deleted_at"] = NOON.isoformat()
    world.forum.posts[three["id"]] |= {"user_deleted": True}
    world.forum.posts[four["id"]] |= {"topic_id": 8, "post_number": 1}
    heard = {post.id: post for post in world.hear("changes")}
    assert heard[world.id(one)].text == "eins, berichtigt"
    assert heard[world.id(one)].edited_at == NOON
    assert heard[world.id(two)].deleted_at
    assert heard[world.id(three)].deleted_at
    assert heard[f"{world.forum.url}/t/7/4"].deleted_at
    assert heard[f"{world.forum.url}/t/8/1"].text == "vier"
    assert world.hear("changes") == []


def test_a_revoked_key_is_no_wave_of_deletions(world):
    world.forum.closed = True
    posts = [world.forum.write(f"Beitrag {n}") for n in range(5)]
    world.hear("changes")
    before = dict(world.cursors["changes"])
    world.forum.posts[posts[0]["id"]]["deleted_at"] = NOON.isoformat()
    latest = world.forum._latest
    world.forum._latest = lambda *a: (world.forum.keys.clear(), latest(*a))[1]
    with pytest.raises(Refused):
        world.hear("changes")
    assert world.cursors["changes"] == before


def test_private_messages_come_only_when_asked_for_and_are_private(world):
    world.forum.write("Meine Kundennummer ist ...", topic=50, topic_archetype="private_message")
    assert world.hear() == []
    public = world.forum.write("öffentlich")
    world.with_key(private=True)
    (message,) = world.hear("private")
    assert (message.form, message.visibility, message.is_private) == ("direct_message", "private", True)
    assert world.connection.fetch(message.id).is_private
    assert not world.connection.fetch(world.id(public)).is_private
    assert world.hear("private-changes") == []
    later = world.forum.write("Erledigt.", topic=50, topic_archetype="private_message")
    world.hear("private-changes")
    del world.forum.posts[later["id"]]
    world.forum.write("Danke!", topic=50, topic_archetype="private_message")
    gone, thanks = sorted(world.hear("private-changes"), key=lambda post: post.text)
    assert (gone.id, bool(gone.deleted_at), thanks.is_private) == (world.id(later), True, True)


def test_without_a_key_public_forums_are_heard(world):
    world.forum.write("öffentlich")
    world.with_key(key="", username="")
    account = world.connection.check()
    assert (account.name, [m.key for m in account.missing]) == (
        "Nordsteiner Runde",
        ["channel.discourse.reads_only"],
    )
    assert len(world.hear()) == 1
    world.forum.closed = True
    with pytest.raises(Refused):
        world.connection.check()


def test_a_forum_that_asks_for_patience_gets_it(world):
    world.forum.limited_for_s = 90
    for world.forum.retry_after in (True, False):
        world.with_key()
        with pytest.raises(Limited) as limit:
            world.hear()
        assert limit.value.until >= NOON + timedelta(seconds=80)
        world.at += timedelta(minutes=5)


def test_an_answer_stands_where_it_belongs_and_only_once(world):
    world.forum.write("Thema")
    world.forum.write("Wann geht der Strom wieder?")
    question = world.hear()[1]
    answer = Answer(key="a1", text="Gegen 14 Uhr.", to=question)
    sent = world.connection.reply(answer)
    assert world.connection.reply(answer) == sent
    (own,) = world.hear()
    assert (own.id, own.own, own.in_reply_to) == (sent.id, True, question.id)
    private = world.connection.reply(
        Answer(key="a2", text="Bitte nennen Sie Ihre Nummer.", to=question, private=True)
    )
    assert world.forum.posts[max(world.forum.posts)]["topic_archetype"] == "private_message"
    assert private.id
    with pytest.raises(Wrong, match="not_taken"):
        world.connection.reply(Answer(key="a3", text="Ja.", to=question))


def test_a_post_is_fetched_and_removed_by_its_id(world):
    post = world.forum.write("weg damit")
    assert world.connection.fetch(world.id(post)).text == "weg damit"
    world.connection.delete(world.id(post))
    assert world.connection.fetch(world.id(post)) is None
    assert world.connection.fetch("https://elsewhere.example/t/7/1") is None
    with pytest.raises(Missing):
        world.connection.delete(world.id(post))


def test_webhooks_are_believed_by_their_signature_alone(world):
    world.with_key(webhook_secret="s3")
    post = world.forum.write("über den Webhook", category_id=3)

    def call(event, signed_with="s3", **more):
        headers, body = world.forum.hook(event, post | more, signed_with)
        return world.connection.receive(Call("POST", {}, headers, body))

    assert [p.text for p in call("post_created").posts] == ["über den Webhook"]
    assert call("post_edited", version=2).posts[0].edited_at
    assert call("post_destroyed").posts[0].deleted_at
    assert call("post_created", topic_archetype="private_message").posts == ()
    assert call("post_created", id="kaputt").dropped
    refused = call("post_created", signed_with="geraten")
    assert (refused.status, refused.posts) == (403, ())
    world.with_key()
    assert call("post_created", signed_with="").status == 403


def test_an_address_that_is_none_is_told(world):
    with pytest.raises(Wrong, match="no_address"):
        world.with_key(address="ftp://x")
