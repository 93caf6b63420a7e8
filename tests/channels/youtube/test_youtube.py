"""YouTube against an emulator that is held against Google's own description of the interface."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from googleapiclient.discovery import build

from sturmwarte.channels.contract import Answer, Cursor, Place, Sought, Subscription
from sturmwarte.channels.youtube import connect
from sturmwarte.channels.youtube.connection import YouTube as Ours
from sturmwarte.channels.youtube.interface import next_day
from sturmwarte.channels.youtube.known import REPLIES, THREADS, Known
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Gone, Limited, Missing, Refused, Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.servers.youtube import KEY, REFRESH, YouTube, youtube

NOW = datetime(2026, 10, 6, 12, tzinfo=UTC)
SINCE = datetime(2026, 10, 1, tzinfo=UTC)
_clients: list[Client] = []


@pytest.fixture
def there() -> Iterator[YouTube]:
    with youtube() as state:
        yield state
        assert state.broken == []
    while _clients:
        _clients.pop().close()


def _ours(there: YouTube, sought: tuple[Sought, ...] = (), **values: Any) -> Ours:
    guard = Guard(["127.0.0.0/8"])
    _clients.append(Client(guard, now=lambda: NOW))
    base = {"key": KEY, "channel": "@muster", "api": there.address, "sign_in": f"{there.address}/token"}
    return connect(
        Place(
            source="y", channel="youtube:y", values={**base, **values}, client=_clients[-1], guard=guard,
            now=lambda: NOW, rest=lambda _: False, since=SINCE, sought=sought,
        )
    )  # fmt: skip


def _signed_in(there: YouTube) -> Ours:
    return _ours(there, client_id="c", client_secret="s", refresh_token=REFRESH)


def _round(subscription: Subscription, cursor: Cursor) -> tuple[list[Post], Cursor]:
    posts: list[Post] = []
    for heard in subscription.listen(cursor):
        posts += heard.posts
        cursor = heard.cursor or cursor
    return posts, cursor


def test_says_whose_channel_it_is_and_that_answering_needs_more(there: YouTube) -> None:
    account = _ours(there).check()
    assert (account.name, account.id) == ("Musterwerke", "UCmuster")
    assert [reason.key for reason in account.missing] == ["channel.youtube.listens_only"]
    assert _signed_in(there).check().missing == ()


def test_comments_and_all_their_replies_arrive_oldest_first(there: YouTube) -> None:
    first = there.comment("Der Akku gibt auf", "2026-10-05T08:00:00Z")
    second = there.comment("Toll!", "2026-10-05T09:00:00Z")
    replies = [there.comment(f"Bei mir auch {n}", f"2026-10-05T10:0{n}:00Z", first) for n in range(4)]
    posts, _ = _round(_ours(there).subscriptions()[0], {})
    assert [post.id for post in posts] == [first, *replies, second]
    assert {post.root for post in posts[:5]} == {first}
    assert posts[1].in_reply_to == first


def test_the_next_round_finds_what_is_new_in_old_threads(there: YouTube) -> None:
    thread = there.comment("Der Akku gibt auf", "2026-10-02T08:00:00Z")
    gone = there.comment("Falsch hier", "2026-10-02T08:30:00Z", thread)
    (channel,) = _ours(there).subscriptions()
    _, cursor = _round(channel, {})
    there.comment("Lange danach", "2026-10-05T08:00:00Z")
    late = there.comment("Bei mir auch", "2026-10-05T08:05:00Z", thread)
    there.edit(thread, "Der Akku gibt ständig auf", "2026-10-05T09:00:00Z")
    there.delete(gone)
    posts, cursor = _round(channel, cursor)
    assert late in {post.id for post in posts}
    assert "Der Akku gibt ständig auf" in {post.text for post in posts}
    assert [post.id for post in posts if post.deleted_at] == [gone]
    assert _round(channel, cursor)[0] == []
    there.delete(thread)
    posts, _ = _round(channel, cursor)
    assert {post.id for post in posts if post.deleted_at} == {thread, late}


def test_a_list_that_comes_up_short_deletes_nothing(there: YouTube) -> None:
    thread = there.comment("Der Akku gibt auf", "2026-10-05T08:00:00Z")
    (channel,) = _ours(there).subscriptions()
    _, cursor = _round(channel, {})
    whole, there._list = there._list, lambda _: (200, {"kind": "x", "items": []})  # type: ignore[method-assign]
    posts, cursor = _round(channel, cursor)
    assert [post for post in posts if post.deleted_at] == []
    there._list = whole  # type: ignore[method-assign]
    assert cursor["threads"] == [[thread, []]]


def test_more_than_can_be_read_back_is_a_gap(there: YouTube, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sturmwarte.channels.youtube.listening.PAGES", 2)
    for minute in range(250):
        there.comment(f"Nr. {minute}", f"2026-10-05T{8 + minute // 60:02}:{minute % 60:02}:00Z")
    steps = list(_ours(there).subscriptions()[0].listen({}))
    (gap,) = [gap for step in steps for gap in step.gaps]
    assert gap.until == datetime(2026, 10, 5, 8, 50, tzinfo=UTC)
    assert sum(len(step.posts) for step in steps[:-1]) == 200


def test_no_step_is_larger_than_agreed(there: YouTube, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sturmwarte.channels.youtube.listening.AT_ONCE", 20)
    names = [there.comment(f"Nr. {n}", f"2026-10-05T08:{n:02}:00Z") for n in range(50)]
    steps = list(_ours(there).subscriptions()[0].listen({}))
    assert [len(step.posts) for step in steps[:-1]] == [20, 20, 10]
    assert [step.cursor is None for step in steps] == [True, True, False, False]
    assert [post.id for step in steps[:-1] for post in step.posts] == names


def test_an_item_that_cannot_be_read_does_not_take_the_others_with_it(there: YouTube) -> None:
    there.comment("lesbar", "2026-10-05T08:00:00Z")
    there.threads["bad"] = {
        "id": "bad",
        "snippet": {"videoId": "abcdefghijk", "publishedAt": "2026-10-05T07:00:00Z"},
    }
    there.threads["bad"]["snippet"]["likeCount"] = "many"
    step = next(_ours(there).subscriptions()[0].listen({}))
    assert [post.text for post in step.posts] == ["lesbar"]
    assert len(step.dropped) == 1
    there.broken.clear()


def test_videos_on_a_topic_are_searched_as_often_as_the_quota_allows(there: YouTube) -> None:
    about = {"publishedAt": "2026-10-05T08:00:00Z", "channelId": "UCx", "channelTitle": "Test &amp; Tat"}
    there.videos.append(
        {
            "id": "zyxwvutsrqp",
            "snippet": {**about, "title": "Akku &quot;X&quot;", "description": "Wir messen."},
        }
    )
    ours = _ours(there, (Sought("akku", ("Akku X", "Musterwerke")),), search=True)
    (search,) = [one for one in ours.subscriptions() if one.topic]
    assert search.every == pytest.approx(86_400 * 100 / 4_000)
    posts, _ = _round(search, {})
    assert [(post.id, post.title) for post in posts] == [("video/zyxwvutsrqp", 'Akku "X"')]
    assert there.asked[-1][2]["q"] == '"Akku X"|Musterwerke'


@pytest.mark.parametrize(
    ("state", "kind", "key"),
    [
        ({"key": "other"}, Refused, "channel.youtube.key"),
        ({"quota": 0}, Limited, "channel.youtube.quota"),
        ({"disabled": {"abcdefghijk"}}, Gone, "channel.youtube.closed"),
    ],
)
def test_each_refusal_says_what_to_do(there: YouTube, state: dict[str, Any], kind: Any, key: str) -> None:
    ours = _ours(there, channel="", videos=["https://youtu.be/abcdefghijk?t=3"])
    (subscription,) = ours.subscriptions()
    for name, value in state.items():
        setattr(there, name, value)
    with pytest.raises(kind) as caught:
        next(subscription.listen({}))
    assert caught.value.reason.key == key
    assert KEY not in repr(caught.value)


def test_the_quota_begins_anew_at_midnight_over_there() -> None:
    assert next_day(NOW) == datetime(2026, 10, 7, 7, tzinfo=UTC)


def test_answers_once_however_often_it_is_tried(there: YouTube) -> None:
    thread = there.comment("Der Akku gibt auf", "2026-10-05T08:00:00Z")
    ours = _signed_in(there)
    (post,), _ = _round(ours.subscriptions()[0], {})
    answer = Answer("k", "Wir tauschen ihn aus.", to=post)
    assert ours.reply(answer) == ours.reply(answer)
    assert [reply["snippet"]["textOriginal"] for reply in there.replies[thread]] == ["Wir tauschen ihn aus."]


def test_hides_and_deletes(there: YouTube) -> None:
    thread = there.comment("Beleidigung", "2026-10-05T08:00:00Z")
    ours = _signed_in(there)
    ours.hide(thread)
    assert there.held == [thread]
    ours.delete(thread)
    assert there.threads == {}


def test_a_sign_in_that_ended_is_told_before_anything_is_sent(there: YouTube) -> None:
    there.refresh = "another"
    with pytest.raises(Refused) as caught:
        _signed_in(there).delete("x")
    assert caught.value.reason.key == "channel.youtube.signed_out"


def test_what_cannot_be_a_video_or_channel_is_told_at_set_up(there: YouTube) -> None:
    with pytest.raises(Wrong):
        _ours(there, videos=["https://example.com/film"])
    with pytest.raises(Wrong):
        _ours(there, channel="")
    with pytest.raises(Missing) as caught:
        _ours(there, channel="@nobody").check()
    assert caught.value.reason.args == {"name": "@nobody"}


def test_fetches_one_comment(there: YouTube) -> None:
    thread = there.comment("Der Akku gibt auf", "2026-10-05T08:00:00Z")
    ours = _ours(there)
    post = ours.fetch(thread)
    assert post is not None
    assert post.text == "Der Akku gibt auf"
    assert ours.fetch("nothing") is None


def test_googles_own_client_talks_to_the_emulator(there: YouTube) -> None:
    thread = there.comment("Der Akku gibt auf", "2026-10-05T08:00:00Z")
    client = build(
        "youtube",
        "v3",
        developerKey=KEY,
        static_discovery=True,
        client_options={"api_endpoint": there.address},
    )
    with client:
        found = client.commentThreads().list(part="snippet", videoId="abcdefghijk").execute()
    assert [item["id"] for item in found["items"]] == [thread]


def test_what_is_known_stays_small_and_everybody_has_a_turn() -> None:
    known = Known()
    for number in range(THREADS + 50):
        known.met(f"t{number}", [f"t{number}.{n}" for n in range(30)])
    assert len(known.threads) <= THREADS
    assert sum(map(len, known.threads.values())) <= REPLIES
    assert f"t{THREADS + 49}" in known.threads
    many = Known({f"t{number}": [] for number in range(120)})
    seen = [name for _ in range(3) for name in many.next_round()]
    assert set(seen) == set(many.threads)
    assert Known.read(many.written()) == many
