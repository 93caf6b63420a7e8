"""Hacker News over time, against an emulator: every find once, late ones too, edits and deletions."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from sturmwarte.channels.contract import Completes, Connection, Place, Sought
from sturmwarte.channels.hackernews import connect, parse_sample
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Limited, Unreachable, Unreadable, Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.servers.hackernews import Site

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AT = int(NOON.timestamp())


class World:
    def __init__(self, site: Site) -> None:
        self.site, self.at, self.cursor, self.gaps = site, NOON, {}, []
        self.client = Client(Guard(["127.0.0.0/8"]), now=lambda: self.at, rest=lambda _: False, timeout_s=3)
        self.seeks("Nordstein")

    def seeks(self, *words: str, **values: str) -> None:
        self.connection = connect(
            Place(
                source="hn", channel="hackernews:hn", guard=self.client.guard, client=self.client,
                values={"search_api": self.site.url, "item_api": self.site.url, **values},
                now=lambda: self.at, rest=lambda _: False, since=NOON - timedelta(days=7),
                sought=(Sought("strom", words=words),) if words else (),
            )
        )  # fmt: skip

    def hear(self, most_steps: int = 1000, **later: float) -> list[Post]:
        self.at += timedelta(**later)
        posts: list[Post] = []
        for number, heard in enumerate(self.connection.subscriptions()[0].listen(self.cursor), 1):
            posts += heard.posts
            self.gaps += heard.gaps
            self.cursor = heard.cursor if heard.cursor is not None else self.cursor
            if number == most_steps:
                break
        return posts


@pytest.fixture
def world():
    with Site() as site:
        there = World(site)
        yield there
        there.client.close()


def test_the_sample_is_what_it_says():
    comment, story, ask = parse_sample(
        files("sturmwarte.channels.hackernews").joinpath("samples/search.json").read_bytes()
    )
    assert (comment.form, comment.in_reply_to, comment.root) == ("comment", "90000002", "90000001")
    assert comment.text.startswith(
        'Their status page was green the whole time.\n\n"All systems operational", sure.'
    )
    assert (story.title, story.text) == (
        "Nordstein outage post-mortem",
        "https://blog.nordstein.example/outage",
    )
    assert ask.author is None
    with pytest.raises(Unreadable):
        parse_sample(b'{"hits": [{"objectID": "x", "created_at_i": 1}]}')


def test_finds_come_once_and_late_ones_too(world):
    story = world.site.write(AT - 7200)
    comment = world.site.write(AT - 60, "Nordstein is down", parent=story)
    assert [(p.id, p.form) for p in world.hear()] == [(str(story), "post"), (str(comment), "comment")]
    assert world.hear(minutes=5) == []
    late = world.site.write(AT - 1800, "Nordstein, late to the index")
    new = world.site.write(AT + 400, "Nordstein is back")
    world.site.lagging.add(late)
    assert [p.id for p in world.hear(minutes=5)] == [str(new)]
    world.site.lagging.clear()
    assert [p.id for p in world.hear(minutes=5)] == [str(late)]


def test_only_what_is_recent_the_first_time(world):
    world.site.write(AT - 30 * 86_400)
    assert world.hear() == []


def test_more_than_the_search_shows_at_once_and_many_at_the_same_second(world):
    for n in range(1100):
        world.site.write(AT - 5000 + n // 90)
    first = world.hear(most_steps=2)
    rest = world.hear()
    assert len({post.id for post in first + rest}) == 1100
    assert world.gaps == []


def test_a_flood_beyond_all_bounds_is_a_gap(world, monkeypatch):
    monkeypatch.setattr("sturmwarte.channels.hackernews.listen.MOST_CALLS", 2)
    world.site.write(AT - 100)
    world.hear()
    for n in range(700):
        world.site.write(AT + n)
    world.hear(minutes=20)
    (gap,) = world.gaps
    assert gap.until == NOON + timedelta(seconds=301)


def test_edits_and_deletions_are_noticed_and_flags_are_not(world):
    edited, deleted, flagged = (world.site.write(AT - 60, f"Nordstein {n}") for n in range(3))
    world.hear()
    world.site.items[edited]["text"] = "Nordstein, corrected"
    world.site.items[deleted] = {"id": deleted, "deleted": True, "type": "story", "time": AT - 60, "by": ""}
    world.site.items[flagged] |= {"dead": True, "text": ""}
    world.site.lagging |= {edited, deleted, flagged}
    heard = {post.id: post for post in world.hear(minutes=11)}
    assert set(heard) == {str(edited), str(deleted)}
    assert heard[str(edited)].text == "Nordstein, corrected"
    assert heard[str(edited)].edited_at == world.at
    assert heard[str(deleted)].deleted_at == world.at
    assert world.hear(minutes=11) == []


def test_looking_up_again_is_bounded_and_ends(world):
    for n in range(60):
        world.site.write(AT - n, "Nordstein")
    world.hear()
    world.site.asked.clear()
    world.hear(minutes=11)
    assert sum(path.startswith("/item/") for path in world.site.asked) == 40
    world.hear(days=3)
    world.site.asked.clear()
    world.hear(minutes=30)
    assert not any(path.startswith("/item/") for path in world.site.asked)


def test_a_poll_brings_its_options(world):
    parts = [world.site.write(AT, f"Option {n}", type="pollopt") for n in range(2)]
    world.site.write(AT, "Which one?", type="poll", parts=parts, title="Nordstein or not?")
    (poll,) = world.hear()
    assert poll.text == "Which one?\n\n- Option 0\n\n- Option 1"


def test_each_word_has_its_own_memory_and_phrases_stay_whole(world):
    world.site.write(AT - 50, "Nordstein app")
    world.hear()
    world.site.write(AT - 86_400, "the power grid failed", title="x")
    world.seeks("Nordstein", "power grid")
    assert [post.text for post in world.hear(minutes=5)] == ["the power grid failed"]
    assert any("%22power+grid%22" in path or "%22power%20grid%22" in path for path in world.site.asked)


def test_a_parent_is_fetched(world):
    assert isinstance(world.connection, Connection)
    assert isinstance(world.connection, Completes)
    story = world.site.write(AT, "the story")
    assert world.connection.fetch(str(story)).text == "the story"
    assert world.connection.fetch("999999") is None
    assert world.connection.fetch("https://elsewhere.example/1") is None


def test_trouble_is_told_and_the_cursor_stays(world):
    world.site.write(AT - 60)
    world.hear()
    before = dict(world.cursor)
    for world.site.status, trouble in ((500, Unreachable), (429, Limited)):
        with pytest.raises(trouble):
            world.hear(minutes=5)
        assert world.cursor == before


def test_set_up_says_what_is_missing(world):
    assert world.connection.check().notes == ()
    world.seeks()
    assert [note.key for note in world.connection.check().notes] == ["channel.hackernews.nothing_sought"]
    assert world.connection.subscriptions() == []
    with pytest.raises(Wrong):
        world.seeks("x", search_api="nowhere")
