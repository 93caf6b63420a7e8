"""A Facebook Page against the emulator: what is said under its posts arrives once, and goes when it goes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sturmwarte.channels.contract import Answer, Call, Cursor, Heard, Place, Subscription
from sturmwarte.channels.facebook import connect
from sturmwarte.channels.facebook.connection import Page
from sturmwarte.channels.graph.usage import Usage
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Limited, Missing, Refused, Unreachable, Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.servers.graph import APP, SECRET, TOKEN, VERIFY, Graph, graph, notice

NOW = datetime(2026, 10, 6, 12, tzinfo=UTC)
_clients: list[Client] = []


@pytest.fixture
def there() -> Iterator[Graph]:
    with graph() as state:
        state.nodes["104"] = {"id": "104", "name": "Musterwerke", "link": "https://www.facebook.com/104"}
        yield state
    while _clients:
        _clients.pop().close()


def _page(there: Graph, **values: Any) -> Page:
    guard = Guard(["127.0.0.0/8"])
    _clients.append(Client(guard, now=lambda: NOW))
    base = {"page": "104", "token": TOKEN, "api": there.address, "app_secret": SECRET, "verify_token": VERIFY}
    return connect(
        Place(
            source="f", channel="facebook:f", values={**base, **values}, client=_clients[-1], guard=guard,
            now=lambda: NOW, rest=lambda _: False, since=NOW - timedelta(days=7),
        )
    )  # fmt: skip


def _post(there: Graph, at: str = "2026-10-05T07:00:00+0000", **more: Any) -> dict[str, Any]:
    record = {
        "id": "104_501",
        "message": "Neuer Akku",
        "from": {"id": "104"},
        "created_time": at,
        "comments": {"data": []},
    }
    there.edges.setdefault("104/feed", []).insert(0, {**record, **more})
    there.nodes[record["id"]] = record
    return there.edges["104/feed"][0]


def _comment(there: Graph, post: dict[str, Any], text: str, at: str, **more: Any) -> str:
    id = f"501_{there.new_id()}"
    record = {"id": id, "message": text, "from": {"id": "7", "name": "Nele"}, "created_time": at, **more}
    post["comments"]["data"].insert(0, record)
    there.nodes[id] = record
    there.edges.setdefault("104_501/comments", []).insert(0, record)
    return id


def _round(subscription: Subscription, cursor: Cursor) -> tuple[list[Heard], list[Post], Cursor]:
    steps = list(subscription.listen(cursor))
    for step in steps:
        cursor = step.cursor or cursor
    return steps, [post for step in steps for post in step.posts], cursor


def test_comments_arrive_once_and_edits_and_deletions_follow(there: Graph) -> None:
    post = _post(there)
    first = _comment(there, post, "Meiner ist aufgebläht", "2026-10-05T09:00:00+0000")
    reply = _comment(there, post, "Bei uns auch", "2026-10-05T09:10:00+0000", parent={"id": first})
    feed = _page(there).subscriptions()[0]
    _, posts, cursor = _round(feed, {})
    assert [one.id for one in posts] == ["104_501", first, reply]
    assert [(one.form, one.in_reply_to, one.own) for one in posts] == [
        ("post", "", True), ("comment", "104_501", False), ("comment", first, False),
    ]  # fmt: skip
    assert _round(feed, cursor)[1] == []
    post["comments"]["data"][1]["message"] = "Meiner ist stark aufgebläht"
    gone = post["comments"]["data"].pop(0)["id"]
    del there.nodes[gone]
    _, posts, cursor = _round(feed, cursor)
    assert {(one.id, one.deleted_at is not None) for one in posts} == {(first, False), (gone, True)}
    assert _round(feed, cursor)[1] == []


def test_a_list_that_comes_up_short_deletes_nothing(there: Graph) -> None:
    post = _post(there)
    _comment(there, post, "Meiner ist aufgebläht", "2026-10-05T09:00:00+0000")
    feed = _page(there).subscriptions()[0]
    _, _, cursor = _round(feed, {})
    post["comments"]["data"].clear()
    assert _round(feed, cursor)[1] == []


def test_a_storm_under_one_post_is_read_back_and_the_rest_is_a_gap(
    there: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sturmwarte.channels.facebook.connection.COMMENTS", 3)
    monkeypatch.setattr("sturmwarte.channels.facebook.connection.PAGES", 1)
    post = _post(there)
    for minute in range(130):
        _comment(there, post, f"Nr. {minute}", f"2026-10-05T{9 + minute // 60:02}:{minute % 60:02}:00+0000")
    post["comments"]["data"] = post["comments"]["data"][:3]
    steps, posts, _ = _round(_page(there).subscriptions()[0], {})
    (gap,) = [gap for step in steps for gap in step.gaps]
    assert len(posts) == 101
    assert (gap.since.hour, gap.until) == (7, datetime(2026, 10, 5, 9, 30, tzinfo=UTC))


def test_the_first_round_reaches_back_only_so_far(there: Graph) -> None:
    _post(there, at="2026-08-01T07:00:00+0000")
    feed = _page(there).subscriptions()[0]
    _, posts, cursor = _round(feed, {})
    assert posts == []
    old = there.edges["104/feed"][0]
    late = _comment(there, old, "Nach Monaten", "2026-10-06T11:00:00+0000")
    assert [one.id for one in _round(feed, cursor)[1]] == [late]


def test_ads_are_heard_as_ads(there: Graph) -> None:
    ad = {
        "id": "104_900",
        "message": "Jetzt kaufen",
        "from": {"id": "104"},
        "created_time": "2026-10-05T07:00:00+0000",
    }
    there.edges["104/ads_posts"] = [ad]
    (ads,) = [one for one in _page(there).subscriptions() if one.name == "ads_posts"]
    assert [(one.id, one.is_ad) for one in _round(ads, {})[1]] == [("104_900", True)]
    assert "ads_posts" not in {one.name for one in _page(there, ads=False).subscriptions()}


def test_the_token_is_in_no_address(there: Graph) -> None:
    _page(there).check()
    assert all(TOKEN not in str(params) for path, params in there.asked if path != "debug_token")


def test_set_up_says_who_until_when_and_what_is_missing(there: Graph) -> None:
    there.expires, there.scopes = int((NOW + timedelta(days=20)).timestamp()), ["pages_read_user_content"]
    account = _page(there, app_id=APP).check()
    assert (account.name, account.expires) == ("Musterwerke", NOW + timedelta(days=20))
    assert [reason.key for reason in account.missing] == ["channel.facebook.no_answers"]
    assert [reason.key for reason in _page(there).check().notes] == ["channel.graph.no_app"]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": 190}, Refused),
        ({"code": 10, "message": "needs review"}, Refused),
        ({"code": 32}, Limited),
        ({"code": 2}, Unreachable),
        ({"code": 100, "error_subcode": 33}, Missing),
        ({"code": 100, "message": "bad field"}, Wrong),
    ],
)
def test_each_error_means_something(there: Graph, error: dict[str, Any], kind: Any) -> None:
    there.error = error
    with pytest.raises(kind) as caught:
        next(_page(there).subscriptions()[0].listen({}))
    assert caught.value.reason.key.startswith("channel.graph.")
    assert TOKEN not in repr(caught.value)


def test_what_is_nearly_used_up_slows_down_and_what_is_used_up_waits(there: Graph) -> None:
    page = _page(there)
    there.usage = {"call_count": 80, "total_time": 3, "total_cputime": 3}
    steps, _, _ = _round(page.subscriptions()[0], {})
    assert steps[-1].slowed is not None
    there.usage = {"call_count": 99, "total_time": 3, "total_cputime": 3}
    _round(page.subscriptions()[0], {})
    asked = len(there.asked)
    with pytest.raises(Limited) as caught:
        next(page.subscriptions()[0].listen({}))
    assert caught.value.until == NOW + timedelta(minutes=15)
    assert len(there.asked) == asked


@pytest.mark.parametrize(
    "header", ["", "{", "[]", '{"a": [1, {"call_count": "x"}]}', '{"call_count": 1e999}']
)
def test_usage_takes_any_header(header: str) -> None:
    usage = Usage()
    usage.heed({"x-app-usage": header, "x-business-use-case-usage": header}, NOW)
    assert usage.busy_until(NOW) is None


def test_a_signed_notice_arrives_at_once(there: Graph) -> None:
    value = {
        "item": "comment", "verb": "add", "comment_id": "501_77", "post_id": "104_501",
        "parent_id": "104_501",
        "message": "Rauch!", "from": {"id": "7", "name": "Nele"}, "created_time": 1_791_200_000,
    }  # fmt: skip
    page = _page(there)
    entry = {"id": "104", "time": 1_791_200_000, "changes": [{"field": "feed", "value": value}]}
    (post,) = page.receive(notice({"object": "page", "entry": [entry]})).posts
    assert (post.id, post.text, post.in_reply_to, post.form) == ("501_77", "Rauch!", "104_501", "comment")
    value |= {"verb": "remove"}
    (gone,) = page.receive(notice({"object": "page", "entry": [entry]})).posts
    assert (gone.id, gone.deleted_at) == ("501_77", NOW)


def test_a_notice_with_a_wrong_signature_brings_nothing(there: Graph) -> None:
    page = _page(there)
    body = {"object": "page", "entry": []}
    assert page.receive(notice(body, "guessed")).status == 403
    assert page.receive(Call("POST", {}, {}, b"{}")).status == 403
    assert _page(there, app_secret="").receive(notice(body, "")).status == 403


def test_the_handshake_needs_the_word(there: Graph) -> None:
    page = _page(there)
    query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "42"}
    assert page.receive(Call("GET", query, {}, b"")).body == b"42"
    assert page.receive(Call("GET", {**query, "hub.verify_token": "other"}, {}, b"")).status == 403
    assert _page(there, verify_token="").receive(Call("GET", {"hub.challenge": "42"}, {}, b"")).status == 403


def test_a_notice_that_makes_no_sense_is_kept(there: Graph) -> None:
    taken = _page(there).receive(notice([1, 2]))  # type: ignore[arg-type]
    assert (taken.status, len(taken.dropped)) == (200, 1)


def test_answers_once_hides_and_deletes(there: Graph) -> None:
    page = _page(there)
    asked = Post(id="501_77", channel="facebook:f", network="facebook", form="comment")
    answer = Answer("k", "Wir melden uns.", to=asked)
    assert page.reply(answer) == page.reply(answer)
    page.hide("501_77")
    page.delete("501_77")
    assert [(method, path) for method, path, _ in there.acts] == [
        ("POST", "501_77/comments"), ("POST", "501_77"), ("DELETE", "501_77"),
    ]  # fmt: skip
