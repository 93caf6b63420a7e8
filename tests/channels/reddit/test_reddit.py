"""Reddit, against an emulator written to the published description."""

import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sturmwarte.channels.contract import Answer, Place, Sought, Subscription
from sturmwarte.channels.reddit import connect
from sturmwarte.channels.reddit.hearing import communities, queries
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Gone, Limited, Refused, Unreachable, Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.servers.reddit import BEGUN, State, reddit

TLS = ssl.create_default_context()
STORY = datetime.fromtimestamp(BEGUN, UTC)


@pytest.fixture
def state() -> Iterator[State]:
    with reddit() as server:
        yield server


@pytest.fixture
def place(state: State) -> Iterator[Place]:
    guard, stop = Guard(["127.0.0.0/8"]), threading.Event()
    client = Client(guard, now=lambda: datetime.now(UTC), rest=stop.wait, tls=TLS)
    values: dict[str, Any] = {
        "client_id": "app",
        "client_secret": "app-geheim",
        "username": "radwerk_hilft",
        "password": "geheim",
        "communities": ["r/fahrrad", "https://www.reddit.com/r/oberbach/"],
        "api": state.url,
        "login": state.url,
    }
    sought = (Sought("bremse", words=("Bremse defekt", "Rückruf*")),)
    yield Place(
        source="reddit-probe",
        channel="reddit:radwerk",
        values=values,
        client=client,
        guard=guard,
        now=lambda: datetime.now(UTC),
        rest=stop.wait,
        since=STORY - timedelta(days=1),
        sought=sought,
    )
    client.close()


def with_values(place: Place, **values: Any) -> Place:
    return replace(place, values={**place.values, **values})


class Listener:
    def __init__(self, place: Place, name: str) -> None:
        self.cursor: Any = {}
        self.gaps: list[Any] = []
        self.again(place, name)

    def again(self, place: Place, name: str) -> None:
        self.subscription: Subscription = next(s for s in connect(place).subscriptions() if s.name == name)

    def once(self, steps: int = 10_000) -> list[Post]:
        posts: list[Post] = []
        for _, heard in zip(range(steps), self.subscription.listen(self.cursor), strict=False):
            posts += heard.posts
            self.gaps += heard.gaps
            self.cursor = heard.cursor if heard.cursor is not None else self.cursor
        return posts


def test_who_we_are_and_what_we_may(place: Place, state: State) -> None:
    account = connect(place).check()
    assert (account.name, account.id, account.missing) == ("radwerk_hilft", "t2_me1", ())
    assert all("(by /u/radwerk_hilft)" in agent for agent in state.agents)
    state.closed, state.scope = {"oberbach"}, "identity read"
    keys = {(reason.key, *reason.args.values()) for reason in connect(place).check().missing}
    assert ("channel.reddit.community", "oberbach") in keys
    assert ("channel.reddit.scope", "submit") in keys


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"password": "falsch"}, "channel.reddit.login"),
        ({"client_secret": "falsch"}, "channel.reddit.app"),
        ({"password": ""}, "channel.reddit.no_password"),
        ({"username": "jemand"}, "channel.reddit.other_account"),
    ],
)
def test_wrong_settings(place: Place, values: dict[str, str], key: str) -> None:
    with pytest.raises((Refused, Wrong)) as trouble:
        connect(with_values(place, **values)).check()
    assert trouble.value.reason.key == key
    assert "falsch" not in str(trouble.value)


def test_refresh_token_is_enough(place: Place) -> None:
    assert connect(with_values(place, password="", refresh_token="geheim")).check().name == "radwerk_hilft"


def test_communities_are_heard_oldest_first_and_once(place: Place, state: State) -> None:
    names = [state.submit(f"Beitrag {n}") for n in range(230)]
    state.submit("anderswo", to="katzen")
    listener = Listener(place, "posts")
    assert [post.id for post in listener.once()] == names
    assert listener.once() == []
    new = state.submit("Noch einer", to="oberbach")
    (post,) = listener.once()
    assert (post.id, post.network, post.form, post.title) == (new, "reddit", "post", "Noch einer")
    assert post.url.startswith("https://www.reddit.com/r/oberbach/comments/")


def test_comments_know_parent_and_root(place: Place, state: State) -> None:
    root = state.submit("Bremse?")
    first = state.comment("Meine auch", root)
    second = state.comment("Und meine", first)
    posts = {post.id: post for post in Listener(place, "comments").once()}
    assert (posts[second].in_reply_to, posts[second].root) == (first, root)
    assert posts[first].form == "comment"


def test_inbox(place: Place, state: State) -> None:
    root = state.submit("Hallo")
    told = state.notify(state.comment("u/radwerk_hilft, was nun?", root), "username mention")
    private = state.message("Meine Rahmennummer ist 4711")
    comment, message = Listener(place, "inbox").once()
    assert (comment.id, comment.root) == (told, root)
    assert (message.id, message.form, message.visibility) == (private, "direct_message", "private")


def test_search_asks_for_all_words_at_once(place: Place, state: State) -> None:
    found = [state.submit("Bremse defekt am Pendler 3", to="rennrad"), state.submit("Rückruf?", to="rad")]
    state.submit("Bremse quietscht", to="rad")
    listener = Listener(place, "search:bremse")
    assert [post.id for post in listener.once()] == found
    assert listener.once() == []
    assert state.asked[-1][1]["q"] == '"Bremse defekt" OR "Rückruf"'


def test_a_crash_in_between_leaves_no_hole(place: Place, state: State) -> None:
    names = {state.submit(f"Beitrag {n}") for n in range(430)}
    for steps in range(0, 8, 2):
        listener = Listener(place, "posts")
        heard = {post.id for post in listener.once(steps)}
        listener.again(place, "posts")
        assert heard | {post.id for post in listener.once()} == names, steps


def test_more_than_a_thousand_is_a_gap(place: Place, state: State) -> None:
    listener = Listener(place, "posts")
    state.submit("Anfang")
    listener.once()
    for n in range(1400):
        state.submit(f"Beitrag {n}")
    posts = listener.once()
    assert len(posts) == 1000
    (gap,) = listener.gaps
    assert (gap.since, gap.until) == (STORY, posts[0].created_at)


def test_deletions_and_edits_are_found_by_looking_again(place: Place, state: State) -> None:
    root = state.submit("Bremse defekt", selftext="Text")
    gone, edited, kept = (state.comment(text, root) for text in ("eins", "zwei", "drei"))
    reddit = connect(place)
    subscriptions = {one.name: one for one in reddit.subscriptions()}
    for name in ("comments", "posts"):
        assert [post for heard in subscriptions[name].listen({}) for post in heard.posts]
    looking = Listener(place, "deletions")
    looking.subscription = subscriptions["deletions"]
    assert looking.once() == []
    state.delete(gone)
    state.things[edited]["data"] |= {"body": "zwei, berichtigt", "edited": datetime.now(UTC).timestamp()}
    state.things.pop(kept)  # not answered for: nothing is known
    looking.again(place, "deletions")
    posts = {post.id: post for post in looking.once()}
    assert set(posts) == {gone, edited}
    assert posts[gone].deleted_at
    assert posts[gone].author is None
    assert posts[gone].raw is None
    assert posts[edited].edited_at
    assert gone not in looking.cursor["kept"]
    assert kept in looking.cursor["kept"]


def test_expired_and_revoked_access(place: Place, state: State) -> None:
    reddit = connect(place)
    reddit.check()
    state.tokens.clear()
    assert reddit.check().name == "radwerk_hilft"
    state.tokens.clear()
    state.password = "geändert"
    with pytest.raises(Refused) as refused:
        Listener(place, "inbox").once()
    assert refused.value.reason.key == "channel.reddit.login"


@pytest.mark.parametrize(
    ("fault", "trouble"), [((429, {}), Limited), ((502, {}), Unreachable), ((403, {}), Refused)]
)
def test_faults(place: Place, state: State, fault: Any, trouble: type) -> None:
    reddit = connect(place)
    reddit.check()
    state.faults = [fault]
    with pytest.raises(trouble):
        reddit.check()


def test_budget_is_read_from_answers(place: Place, state: State) -> None:
    reddit = connect(place)
    reddit.check()
    state.left = 0.0
    reddit.check()
    with pytest.raises(Limited):
        reddit.check()


def test_answer_is_written_once(place: Place, state: State) -> None:
    reddit = connect(place)
    to = reddit.fetch(state.submit("Bremse defekt"))
    assert to is not None
    answer = Answer("fall-1", "Bitte fahren Sie nicht weiter.", "de", to)
    sent = reddit.reply(answer)
    assert connect(place).reply(answer) == sent
    assert sum(one["data"].get("body") == answer.text for one in state.things.values()) == 1
    assert sent.url.startswith("https://www.reddit.com/r/")
    own = Listener(place, "own").once()
    assert [(post.id, post.own) for post in own] == [(sent.id, True)]
    reddit.delete(sent.id)
    assert reddit.fetch(sent.id) is None


def test_answer_whose_receipt_was_lost(place: Place, state: State) -> None:
    reddit = connect(place)
    to = reddit.fetch(state.submit("Bremse defekt"))
    state.lost_answers = 1
    sent = reddit.reply(Answer("fall-2", "Wir prüfen das.", "de", to))
    assert sent.id in state.things
    assert sum(one["data"].get("body") == "Wir prüfen das." for one in state.things.values()) == 1


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (["RATELIMIT", "you are doing that too much. try again in 9 minutes.", "ratelimit"], Limited),
        (["THREAD_LOCKED", "Comments are locked.", "parent"], Gone),
        (["SOMETHING", "no.", "text"], Wrong),
    ],
)
def test_refused_answers(place: Place, state: State, error: list[str], trouble: type) -> None:
    reddit = connect(place)
    to = reddit.fetch(state.submit("Bremse defekt"))
    state.errors = [error]
    with pytest.raises(trouble) as raised:
        reddit.reply(Answer("fall-3", "Guten Tag", "de", to))
    if isinstance(raised.value, Limited):
        assert raised.value.until
        assert timedelta(minutes=8) < raised.value.until - place.now() < timedelta(minutes=10)


def test_names_of_communities() -> None:
    written = [
        "r/fahrrad",
        " /r/Rennrad/ ",
        "https://www.reddit.com/r/rad",
        "fahrrad",
        "kein name",
        "",
        "../x",
    ]
    assert communities(written) == ["fahrrad", "Rennrad", "rad"]
    assert communities(None) == []


def test_queries_stay_short() -> None:
    asked = queries(Sought("t", words=tuple(f"Wort{n:03d}" for n in range(200))))
    assert all(len(query) <= 512 for query in asked)
    assert sum(query.count('"') for query in asked) == 400


def test_message_is_answered_privately(place: Place, state: State) -> None:
    name = state.message("Meine Rahmennummer ist 4711")
    reddit = connect(place)
    to = reddit.fetch(name)
    assert to is not None
    assert to.is_private
    reddit.reply(Answer("fall-9", "Danke, wir prüfen das.", "de", to, private=True))
    assert state.asked[-1] == (
        "/api/comment",
        {"api_type": "json", "raw_json": "1", "thing_id": name, "text": "Danke, wir prüfen das."},
    )


def test_hiding_is_asked_of_the_community(place: Place, state: State) -> None:
    reddit = connect(place)
    rude = state.comment("Unverschämt", state.submit("Frage"))
    reddit.hide(rude)
    assert state.asked[-1][0] == "/api/remove"
    assert state.asked[-1][1]["id"] == rude
    state.faults = [(403, {})]
    with pytest.raises(Refused):
        reddit.hide(rude)
    with pytest.raises(Wrong):
        reddit.hide("../me")
