"""One round over the comments of a channel or a video: what is new, then what became of what we know."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from sturmwarte.channels.contract import Cursor, Dropped, Gap, Heard, Place
from sturmwarte.channels.youtube.interface import Interface
from sturmwarte.channels.youtube.known import Known
from sturmwarte.channels.youtube.parse import (
    NETWORK,
    comment_of,
    named,
    post_of_comment,
    post_of_result,
    posts_of_thread,
    thread_of,
)
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Missing, Unreadable

PAGES, AT_ONCE, AT_ONCE_IDS = 20, 500, 50
OVERLAP = timedelta(minutes=10)
"""Comments held back for review appear later with their old time."""


class Round:
    """`where` narrows the list: `allThreadsRelatedToChannelId` or `videoId`. `me` is our own channel's id."""

    def __init__(self, place: Place, api: Interface, where: dict[str, str], me: str) -> None:
        self._place, self._api, self._where, self._me = place, api, where, me

    def listen(self, cursor: Cursor) -> Iterator[Heard]:
        known = Known.read(cursor)
        newest = _moment(cursor.get("newest")) or self._place.since
        first, gaps, dropped, latest = self._new(newest - OVERLAP, known)
        latest = max(latest, newest)
        for start in range(0, max(len(first) - AT_ONCE, 0), AT_ONCE):
            yield Heard(first[start : start + AT_ONCE])
        last = first[(len(first) - 1) // AT_ONCE * AT_ONCE :] if first else []
        yield Heard(last, {"newest": latest.isoformat(), **known.written()}, gaps, dropped)
        again = self._again(known)
        yield Heard(again, {"newest": latest.isoformat(), **known.written()})

    def _new(self, since: datetime, known: Known) -> tuple[list[Post], list[Gap], list[Dropped], datetime]:
        """Everything published since; a gap where the list is longer than we may read."""
        found: list[Post] = []
        dropped: list[Dropped] = []
        page, oldest, latest = "", datetime.max.replace(tzinfo=UTC), since
        for _ in range(PAGES):
            answer = self._api.page(
                "commentThreads", part="snippet,replies", order="time", maxResults=100,
                textFormat="plainText", pageToken=page or None, **self._where,
            )  # fmt: skip
            for item in map(bytes, answer.items):
                posts, news = self._thread(item, known, dropped)
                if posts and posts[0].created_at:
                    oldest, latest = min(oldest, posts[0].created_at), max(latest, posts[0].created_at)
                found = news + found
            page = answer.next_page_token
            if not page or oldest < since or not answer.items:
                return found, [], dropped, latest
        return found, [Gap(since, oldest, Reason("channel.youtube.gap"))], dropped, latest

    def _thread(self, item: bytes, known: Known, dropped: list[Dropped]) -> tuple[list[Post], list[Post]]:
        """(all posts of a thread, those that are news); nothing for one that cannot be read."""
        try:
            posts = posts_of_thread(item, self._place.source, self._place.channel, self._me)
            thread = thread_of(item)
        except Unreadable as error:
            dropped.append(Dropped(item, str(error)))
            return [], []
        if thread.snippet.total_reply_count > len(posts) - 1:
            posts = posts[:1] + self.replies(thread.id, thread.snippet.video_id)
        news = known.news(thread.id, posts)
        known.met(thread.id, (post.id for post in posts[1:]))
        return posts, news

    def replies(self, thread: str, video: str = "") -> list[Post]:
        posts: list[Post] = []
        page = ""
        for _ in range(PAGES):
            answer = self._api.page(
                "comments", part="snippet", parentId=thread, maxResults=100, textFormat="plainText",
                pageToken=page or None,
            )  # fmt: skip
            for item in answer.items:
                posts.append(
                    post_of_comment(
                        bytes(item), self._place.source, self._place.channel, self._me, video, thread
                    )
                )
            page = answer.next_page_token
            if not page:
                break
        return sorted(posts, key=lambda post: post.created_at or datetime.max.replace(tzinfo=UTC))

    def _again(self, known: Known) -> list[Post]:
        """Some of the threads we know, anew: edited, answered, gone."""
        names = known.next_round()
        if not names:
            return []
        answer = self._api.page(
            "commentThreads", part="snippet,replies", id=",".join(names), maxResults=100,
            textFormat="plainText",
        )  # fmt: skip
        posts: list[Post] = []
        missed = set(names)
        for item in map(bytes, answer.items):
            all_posts, news = self._thread(item, known, [])
            if not all_posts:  # what cannot be read is not gone
                missed.clear()
                continue
            name = all_posts[0].id
            missed.discard(name)
            posts += news
            there = {post.id for post in all_posts[1:]}
            posts += self._deleted(known.replies_gone(name, there | self._still(known.threads[name], there)))
        gone = missed - self._still(missed, set())
        for name in sorted(gone):
            posts += self._deleted(known.gone(name))
        return posts

    def _still(self, names: Collection[str], there: Collection[str]) -> set[str]:
        """Which of those not met are there after all: a deletion is for good, so it is looked up twice."""
        asked = [name for name in names if name not in there][:AT_ONCE_IDS]
        if not asked:
            return set()
        answer = self._api.page("comments", part="id", id=",".join(asked), maxResults=100)
        return {named(bytes(item)) for item in answer.items} | (set(names) - set(asked) - set(there))

    def _deleted(self, names: Sequence[str]) -> list[Post]:
        now = self._place.now()
        return [
            Post(
                id=x, network=NETWORK, source=self._place.source, channel=self._place.channel, deleted_at=now
            )
            for x in names
        ]


class Search:
    """New videos on a topic."""

    def __init__(self, place: Place, api: Interface, words: str, me: str) -> None:
        self._place, self._api, self._words, self._me = place, api, words, me

    def listen(self, cursor: Cursor) -> Iterator[Heard]:
        since = _moment(cursor.get("newest")) or self._place.since
        answer = self._api.page(
            "search", part="snippet", type="video", order="date", maxResults=50, q=self._words,
            publishedAfter=since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )  # fmt: skip
        posts: list[Post] = []
        dropped: list[Dropped] = []
        for item in map(bytes, answer.items):
            try:
                posts.append(post_of_result(item, self._place.source, self._place.channel, self._me))
            except Unreadable as error:
                dropped.append(Dropped(item, str(error)))
        newest = max((post.created_at for post in posts if post.created_at), default=since)
        yield Heard(posts[::-1], {"newest": newest.isoformat()}, dropped=dropped)


def one_comment(place: Place, api: Interface, id: str, me: str) -> Post | None:
    try:
        items = api.page("comments", part="snippet", id=id, textFormat="plainText").items
    except Missing:
        return None
    if not items:
        return None
    return post_of_comment(bytes(items[0]), place.source, place.channel, me)


def new_comment(body: bytes) -> str:
    return comment_of(body).id


def channel_named(api: Interface, name: str) -> dict[str, Any]:
    """The channel of an id or @name; raises Missing."""
    how = {"id": name} if name.startswith("UC") else {"forHandle": name}
    items = api.page("channels", part="snippet", **how).items
    if not items:
        raise Missing("channel.youtube.no_channel", name=name)
    return msgspec.json.decode(items[0], type=dict[str, Any])


def _moment(written: object) -> datetime | None:
    return datetime.fromisoformat(written) if isinstance(written, str) else None
