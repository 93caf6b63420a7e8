"""Instagram against the emulator."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sturmwarte.channels.contract import Answer, Cursor, Place, Subscription
from sturmwarte.channels.instagram import connect
from sturmwarte.channels.instagram.connection import Instagram
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.servers.graph import SECRET, TOKEN, VERIFY, Graph, graph, notice

NOW = datetime(2026, 10, 6, 12, tzinfo=UTC)
ME = "1784"
_clients: list[Client] = []


@pytest.fixture
def there() -> Iterator[Graph]:
    with graph() as state:
        state.nodes[ME] = {"id": ME, "username": "musterwerke"}
        yield state
    while _clients:
        _clients.pop().close()


def _ours(there: Graph, **values: Any) -> Instagram:
    guard = Guard(["127.0.0.0/8"])
    _clients.append(Client(guard, now=lambda: NOW))
    base = {"account": ME, "token": TOKEN, "api": there.address, "app_secret": SECRET, "verify_token": VERIFY}
    return connect(
        Place(
            source="i", channel="instagram:i", values={**base, **values}, client=_clients[-1], guard=guard,
            now=lambda: NOW, rest=lambda _: False, since=NOW - timedelta(days=7),
        )
    )  # fmt: skip


def _named(ours: Instagram, name: str) -> Subscription:
    (found,) = [one for one in ours.subscriptions() if one.name == name]
    return found


def _round(subscription: Subscription, cursor: Cursor) -> tuple[list[Post], Cursor]:
    posts: list[Post] = []
    for heard in subscription.listen(cursor):
        posts, cursor = [*posts, *heard.posts], heard.cursor or cursor
    return posts, cursor


def _media(there: Graph, edge: str = f"{ME}/media", **more: Any) -> dict[str, Any]:
    record = {
        "id": "501", "caption": "Neuer Akku", "timestamp": "2026-10-05T07:00:00+0000",
        "username": "musterwerke", "media_type": "IMAGE", "media_url": "https://cdn.example/a.jpg",
        "comments": {"data": []}, **more,
    }  # fmt: skip
    there.edges.setdefault(edge, []).insert(0, record)
    return record


def test_comments_and_replies_arrive_once_and_go_when_deleted(there: Graph) -> None:
    media = _media(there)
    reply = {
        "id": "71",
        "text": "Schreib uns",
        "timestamp": "2026-10-05T08:30:00+0000",
        "username": "musterwerke",
    }
    comment = {"id": "70", "text": "Defekt", "timestamp": "2026-10-05T08:00:00+0000", "username": "nele"}
    media["comments"]["data"] = [{**comment, "from": {"id": "7"}, "replies": {"data": [reply]}}]
    subscription = _named(_ours(there), "media")
    posts, cursor = _round(subscription, {})
    assert [(post.id, post.in_reply_to, post.own) for post in posts] == [
        ("501", "", True), ("70", "501", False), ("71", "70", True),
    ]  # fmt: skip
    assert _round(subscription, cursor)[0] == []
    there.nodes["71"] = reply
    media["comments"]["data"].clear()
    posts, _ = _round(subscription, cursor)
    assert [(post.id, post.deleted_at) for post in posts] == [("70", NOW)]


def test_a_story_says_when_it_ends(there: Graph) -> None:
    _media(there, f"{ME}/stories", timestamp="2026-10-06T09:00:00+0000")
    (story,), _ = _round(_named(_ours(there), "stories"), {})
    assert (story.form, story.expires_at) == ("story", datetime(2026, 10, 7, 9, tzinfo=UTC))
    assert story.media[0].url == "https://cdn.example/a.jpg"


def test_hashtags_and_tags_are_heard(there: Graph) -> None:
    _media(there, "tagakku/recent_media", id="601", username="")
    _media(there, f"{ME}/tags", id="602", username="bau.jost")
    ours = _ours(there, hashtags=["#akku", ""])
    assert [post.id for post in _round(_named(ours, "#akku"), {})[0]] == ["601"]
    (tagged,), _ = _round(_named(ours, "tags"), {})
    assert (tagged.id, tagged.own) == ("602", False)
    with pytest.raises(Wrong):
        _round(_named(_ours(there, hashtags=["nie"]), "#nie"), {})
    with pytest.raises(Wrong):
        _ours(there, hashtags=[f"t{n}" for n in range(31)])


def test_the_number_of_a_hashtag_is_asked_for_once(there: Graph) -> None:
    _media(there, "tagakku/recent_media", id="601")
    subscription = _named(_ours(there, hashtags=["akku"]), "#akku")
    _, cursor = _round(subscription, {})
    _round(subscription, cursor)
    assert [path for path, _ in there.asked].count("ig_hashtag_search") == 1


def test_signed_notices_bring_comments_and_mentions(there: Graph) -> None:
    ours = _ours(there)
    there.nodes["88"] = {
        "id": "88",
        "text": "@musterwerke Hilfe",
        "username": "ole",
        "timestamp": "2026-10-06T09:00:00+0000",
    }
    said = {"id": "87", "text": "Rauch!", "from": {"id": "7", "username": "nele"}, "media": {"id": "501"}}
    changes = [
        {"field": "comments", "value": said},
        {"field": "mentions", "value": {"comment_id": "88", "media_id": "777"}},
        {"field": "story_insights", "value": {"reach": 3}},
    ]  # fmt: skip
    taken = ours.receive(
        notice({"object": "instagram", "entry": [{"id": ME, "time": 1_791_200_000, "changes": changes}]})
    )
    assert [(post.id, post.text, post.root) for post in taken.posts] == [
        ("87", "Rauch!", "501"), ("88", "@musterwerke Hilfe", "777"),
    ]  # fmt: skip


def test_set_up_says_whose_account_it_is(there: Graph) -> None:
    assert _ours(there).check().name == "@musterwerke"


def test_answers_once_hides_and_deletes(there: Graph) -> None:
    ours = _ours(there)
    asked = Post(id="70", channel="instagram:i", network="instagram", form="comment")
    answer = Answer("k", "Wir melden uns.", to=asked)
    assert ours.reply(answer) == ours.reply(answer)
    ours.hide("70")
    ours.delete("70")
    assert [(method, path) for method, path, _ in there.acts] == [
        ("POST", "70/replies"), ("POST", "70"), ("DELETE", "70"),
    ]  # fmt: skip
