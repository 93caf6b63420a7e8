"""X against an emulator whose answers X's own package checks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from xdk import Client as Official
from xdk.schemas import SearchPostsRecentResponse

from sturmwarte.channels.contract import Answer, Cursor, Heard, Place, Sought, Subscription
from sturmwarte.channels.x import connect
from sturmwarte.channels.x.allowance import Allowance
from sturmwarte.channels.x.asking import MOST, queries
from sturmwarte.channels.x.connection import X as Ours
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Limited, Missing, Refused, Wrong
from sturmwarte.wire.guard import Guard
from tests.channels.servers.x import BEARER, REFRESH, X, number, x

NOW = datetime(2026, 10, 6, 12, tzinfo=UTC)
_clients: list[Client] = []


@pytest.fixture
def there() -> Iterator[X]:
    with x() as state:
        yield state
    while _clients:
        _clients.pop().close()


def _ms(hours_ago: float) -> int:
    return int((NOW - timedelta(hours=hours_ago)).timestamp() * 1000)


def _ours(there: X, now: datetime = NOW, kept: dict[str, str] | None = None, **values: Any) -> Ours:
    guard = Guard(["127.0.0.0/8"])
    _clients.append(Client(guard, now=lambda: now))
    base = {"bearer": BEARER, "account": "@musterwerke", "search": False, "api": there.address}
    return connect(
        Place(
            source="x", channel="x:x", values={**base, **values}, client=_clients[-1], guard=guard,
            now=lambda: now, rest=lambda _: False, since=NOW - timedelta(days=2),
            sought=(Sought("akku", ("Akku", "Muster Werke")),),
            keep=(kept if kept is not None else {}).update,
        )
    )  # fmt: skip


def _signed_in(there: X, kept: dict[str, str] | None = None) -> Ours:
    return _ours(there, kept=kept, client_id="c", refresh_token=REFRESH)


def _round(subscription: Subscription, cursor: Cursor) -> tuple[list[Heard], list[Post], Cursor]:
    steps = list(subscription.listen(cursor))
    for step in steps:
        cursor = step.cursor or cursor
    return steps, [post for step in steps for post in step.posts], cursor


def test_mentions_arrive_once_and_in_their_order(there: X) -> None:
    first = there.say("@musterwerke der Akku!", _ms(3))
    there.say("ganz anderes", _ms(2.5))
    second = there.say("@musterwerke Hallo?", _ms(2))
    (mentions,) = _ours(there).subscriptions()
    _, posts, cursor = _round(mentions, {})
    assert [post.id for post in posts] == [first, second]
    third = there.say("@musterwerke noch da?", _ms(1))
    assert [post.id for post in _round(mentions, cursor)[1]] == [third]


def test_every_page_is_read(there: X) -> None:
    there.page = 2
    names = [there.say(f"@musterwerke {n}", _ms(5 - n / 10)) for n in range(7)]
    assert [post.id for post in _round(_ours(there).subscriptions()[0], {})[1]] == names


def test_more_than_can_be_read_back_is_a_gap(there: X, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sturmwarte.channels.x.listening.PAGES", 2)
    there.page = 2
    for n in range(7):
        there.say(f"@musterwerke {n}", _ms(7 - n))
    steps, posts, _ = _round(_ours(there).subscriptions()[0], {})
    (gap,) = [gap for step in steps for gap in step.gaps]
    assert (len(posts), gap.until) == (4, NOW - timedelta(hours=4))


def test_an_outage_longer_than_the_search_reaches_is_a_gap(there: X) -> None:
    old = number(_ms(24 * 9), 1)
    steps, _, cursor = _round(_ours(there).subscriptions()[0], {"newest": old})
    (gap,) = [gap for step in steps for gap in step.gaps]
    assert gap.since.replace(microsecond=0) == NOW - timedelta(days=9)
    assert "start_time" in there.asked[-1][2]
    assert cursor["newest"] == old


def test_searches_each_topic(there: X) -> None:
    found = there.say("Mein Akku brennt", _ms(2))
    ours = _ours(there, account="", search=True)
    (search,) = ours.subscriptions()
    assert (search.name, search.topic) == ("search/akku", "akku")
    assert [post.id for post in _round(search, {})[1]] == [found]
    assert there.asked[-1][2]["query"] == '(Akku OR "Muster Werke") -is:retweet'


def test_long_topics_are_asked_in_parts() -> None:
    words = tuple(f"wort{n:03}" for n in range(150))
    asked = queries(Sought("t", words, ("tag",)), reposts=False)
    assert max(map(len, asked)) <= MOST
    assert all(any(word in query for query in asked) for word in (*words, "#tag"))
    assert queries(Sought("t"), reposts=True) == []


def test_what_is_deleted_or_protected_there_goes_here(there: X) -> None:
    gone, hidden, left = (there.say(f"@musterwerke {n}", _ms(4 - n)) for n in range(3))
    (mentions,) = _ours(there).subscriptions()
    _, _, cursor = _round(mentions, {})
    there.gone |= {gone: "resource-not-found", hidden: "not-authorized-for-resource"}
    later = _ours(there, NOW + timedelta(hours=21)).subscriptions()[0]
    _, posts, cursor = _round(later, cursor)
    assert {post.id for post in posts if post.deleted_at} == {gone, hidden}
    assert cursor["known"] == [left]


def test_an_edited_post_keeps_its_first_name(there: X) -> None:
    first = there.say("@musterwerke der Aku", _ms(3))
    there.posts.pop(first)
    edited = there.say("@musterwerke der Akku", _ms(2.9))
    there.posts[edited]["edit_history_post_ids"] = [first, edited]
    (post,) = _round(_ours(there).subscriptions()[0], {})[1]
    assert (post.id, post.edited_at is not None) == (first, True)
    assert post.created_at is not None
    assert post.created_at.replace(microsecond=0) == NOW - timedelta(hours=3)


def test_the_companys_own_limit_slows_down_and_never_stops() -> None:
    allowance = Allowance(100)
    allowance.spend(100, NOW)
    assert allowance.slowed(NOW) is None
    reason = allowance.slowed(NOW + timedelta(minutes=5))
    assert reason is not None
    assert reason.key == "channel.x.allowance"
    assert allowance.slowed(NOW + timedelta(minutes=61)) is None
    assert allowance.slowed(NOW + timedelta(days=1)) is None


def test_a_spent_limit_is_said_without_asking(there: X) -> None:
    ours = _ours(there, posts_a_day=100)
    there.page = 100
    for n in range(120):
        there.say(f"@musterwerke {n}", _ms(3 - n / 100))
    (mentions,) = ours.subscriptions()
    _, _, cursor = _round(mentions, {})
    _round(mentions, cursor)
    asked = len(there.asked)
    (step,), _, _ = _round(mentions, cursor)
    assert step.slowed is not None
    assert len(there.asked) == asked


def test_answers_once_and_keeps_the_renewed_token(there: X) -> None:
    asked = there.say("@musterwerke der Akku!", _ms(3))
    kept: dict[str, str] = {}
    ours = _signed_in(there, kept)
    (post,) = _round(ours.subscriptions()[0], {})[1]
    answer = Answer("k", "@ottow Wir tauschen ihn aus.", to=post)
    first, again = ours.reply(answer), ours.reply(answer)
    assert first == again
    assert kept == {"refresh_token": "refresh-2"}
    assert there.posts[first.id]["reply"] == {"in_reply_to_tweet_id": asked}


def test_hides_deletes_and_fetches(there: X) -> None:
    id = there.say("Beleidigung", _ms(1))
    ours = _signed_in(there)
    ours.hide(id)
    assert there.hidden == [id]
    found = ours.fetch(id)
    assert found is not None
    assert found.text == "Beleidigung"
    ours.delete(id)
    assert ours.fetch(id) is None


@pytest.mark.parametrize(
    ("status", "body", "kind", "key"),
    [
        (401, {"title": "Unauthorized"}, Refused, "channel.x.refused"),
        (402, {"title": "Payment Required"}, Refused, "channel.x.no_credit"),
        (403, {"title": "Client Forbidden"}, Refused, "channel.x.forbidden"),
        (429, {"title": "UsageCapExceeded"}, Limited, "channel.x.cap"),
        (429, {"title": "Too Many Requests"}, Limited, "trouble.limited_by"),
    ],
)
def test_each_refusal_says_what_to_do(there: X, status: int, body: Any, kind: Any, key: str) -> None:
    (mentions,) = _ours(there).subscriptions()
    there.next_refusal = (status, body)
    with pytest.raises(kind) as caught:
        next(mentions.listen({}))
    assert caught.value.reason.key == key
    assert BEARER not in repr(caught.value)


def test_set_up_says_what_is_missing(there: X) -> None:
    assert [reason.key for reason in _ours(there).check().missing] == ["channel.x.listens_only"]
    assert _signed_in(there).check().missing == ()
    with pytest.raises(Missing):
        _ours(there, account="@nobody").check()
    with pytest.raises(Wrong):
        _ours(there, account="")
    with pytest.raises(Wrong):
        _ours(there).delete("1")


def test_the_official_package_talks_to_the_emulator_and_accepts_its_answers(there: X) -> None:
    id = there.say("Mein Akku brennt", _ms(2))
    official = Official(base_url=there.address, bearer_token=BEARER)
    with official.session:
        (page,) = official.posts.search_recent(query="(Akku)", post_fields=["id", "text"])
    assert isinstance(page, SearchPostsRecentResponse)
    assert page.data is not None
    assert [post.id for post in page.data] == [id]
    assert "post.fields" in there.asked[-1][2]
