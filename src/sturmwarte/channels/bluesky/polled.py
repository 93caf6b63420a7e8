"""Listening by asking, where the network's own view (the AppView) is there to ask: without a firehose."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sturmwarte.channels.bluesky.memory import Memory
from sturmwarte.channels.bluesky.paging import Listing, Page, View
from sturmwarte.channels.bluesky.people import People
from sturmwarte.channels.bluesky.record import Ear, Seen, post_of, tombstone
from sturmwarte.channels.bluesky.repository import Repository
from sturmwarte.channels.bluesky.session import Session
from sturmwarte.channels.bluesky.uris import PROBE, Uri, moment, uri
from sturmwarte.channels.bluesky.view import HEARD, listed, next_page, notified, viewed, when
from sturmwarte.channels.contract import Cursor, Heard, Place, Sought, Subscription
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Gone, Missing, Trouble

PAGE = 100
RECHECK_S = 900
BATCH = 25


class Polled:
    """Notifications, one search per topic, our own posts, and whether the posts we kept are still there."""

    def __init__(self, place: Place, session: Session, people: People, repository: Repository) -> None:
        self._place = place
        self._session = session
        self._people = people
        self._repository = repository
        self._memory = Memory()

    def subscriptions(self) -> Sequence[Subscription]:
        words = sum(len(_queries(sought)) for sought in self._place.sought)
        every = max(
            60.0, 1.5 * words
        )  # every word costs a call a round: 3,000 calls in five minutes are ours
        return (
            Subscription("notifications", self._notifications, 30.0),
            *(
                Subscription(f"search:{one.topic}", _searching(self._search, one), every, topic=one.topic)
                for one in self._place.sought
                if _queries(one)
            ),
            Subscription("own", self._own, 120.0),
            Subscription("deletions", self._deletions, RECHECK_S),
        )

    @property
    def _ear(self) -> Ear:
        return Ear(self._place.channel, self._place.source, self._session.did)

    def _notifications(self, cursor: Cursor) -> Iterator[Heard]:
        ear = self._ear

        def page(at: str) -> Page:
            answer = self._session.get(
                "app.bsky.notification.listNotifications",
                reasons=sorted(HEARD),  # likes would fill the pages when a post is a success
                limit=PAGE,
                cursor=at or None,
            )
            return _timed(listed(answer, "notifications"), when), next_page(answer)

        return self._kept(Listing(page, lambda view: notified(ear, view)).heard(self._place, cursor))

    def _search(self, sought: Sought, cursor: Cursor) -> Iterator[Heard]:
        """A call for each word, since words in one query must all occur. Each has its place in the cursor."""
        queries = _queries(sought)
        before = cursor.get("words") or {}
        come: dict[str, Any] = {query: before[query] for query in queries if query in before}
        for query in queries:
            listing = Listing(self._finding(query), self._viewed, most_pages=30)
            for heard in self._kept(listing.heard(self._place, come.get(query) or {})):
                if heard.cursor is not None:
                    come[query] = heard.cursor
                yield _with_cursor(heard, {"words": dict(come)})

    def _finding(self, query: str) -> Callable[[str], Page]:
        def page(at: str) -> Page:
            answer = self._session.get(
                "app.bsky.feed.searchPosts", q=query, sort="latest", limit=PAGE, cursor=at or None
            )
            return _timed(listed(answer, "posts"), _sorted_at), next_page(answer)

        return page

    def _own(self, cursor: Cursor) -> Iterator[Heard]:
        def page(at: str) -> Page:
            answer = self._session.get(
                "app.bsky.feed.getAuthorFeed",
                actor=self._session.did,
                filter="posts_with_replies",
                limit=PAGE,
                cursor=at or None,
            )
            # What we reposted stands in the feed as well, at the time of the repost.
            rows = [row["post"] for row in listed(answer, "feed") if "reason" not in row and row.get("post")]
            return _timed(rows, when), next_page(answer)

        yield from Listing(page, self._viewed).heard(self._place, cursor)
        yield from self._probes()

    def _probes(self) -> Iterator[Heard]:
        for row in self._repository.records(PROBE):
            place, record = uri(row.get("uri")), row.get("value")
            if place and isinstance(record, dict):
                post = post_of(self._ear, place, record, Seen(cid=str(row.get("cid", ""))))
                yield Heard([post] if post else [])
                self._repository.remove(place)

    def _deletions(self, cursor: Cursor) -> Iterator[Heard]:
        """The view tells nobody what was deleted: the newest posts we kept are looked at again."""
        memory = Memory(cursor.get("kept"))
        memory.keep(self._memory.newest())
        kept = memory.newest()
        for start in range(0, len(kept), BATCH):
            gone = self._gone(kept[start : start + BATCH])
            for place in gone:
                memory.forget(place)
                self._memory.forget(place)
            now = self._place.now()
            posts = [tombstone(self._ear, place, now) for place in gone]
            yield Heard(posts, slowed=self._place.client.budget.slowed)
        yield Heard(cursor={"kept": memory.carried()}, asked=bool(kept))

    def _gone(self, places: Sequence[Uri]) -> list[Uri]:
        """Those neither the view nor their own server has any more. A fault deletes nothing."""
        answer = self._session.get("app.bsky.feed.getPosts", uris=[str(place) for place in places])
        there = {view.get("uri") for view in listed(answer, "posts")}
        return [place for place in places if str(place) not in there and self._is_gone(place)]

    def _is_gone(self, place: Uri) -> bool:
        try:
            self._repository.record(place)
        except (Missing, Gone):
            return True
        except Trouble:
            return False
        return False

    def _viewed(self, view: View) -> Post | None:
        return viewed(self._ear, view)

    def _kept(self, steps: Iterator[Heard]) -> Iterator[Heard]:
        for heard in steps:
            places = (uri(post.id) for post in heard.posts if not post.own)
            self._memory.keep(place for place in places if place)
            yield heard


def _queries(sought: Sought) -> list[str]:
    """What is asked for: each word or phrase, and each hashtag. Wildcards mean nothing there."""
    words = [" ".join(word.replace("*", " ").replace('"', " ").split()) for word in sought.words]
    phrases = [f'"{word}"' if " " in word else word for word in words if word]
    return list(dict.fromkeys([*phrases, *(f"#{tag.lstrip('#')}" for tag in sought.tags if tag.strip("# "))]))


def _searching(
    search: Callable[[Sought, Cursor], Iterator[Heard]], sought: Sought
) -> Callable[[Cursor], Iterator[Heard]]:
    return lambda cursor: search(sought, cursor)


def _timed(
    rows: Sequence[Mapping[str, Any]], time: Callable[[Mapping[str, Any]], datetime | None]
) -> list[tuple[datetime, View]]:
    return [(at, row) for row in rows if (at := time(row))]


def _sorted_at(view: Mapping[str, Any]) -> datetime | None:
    """What "latest" is sorted by: when it was written, as far as the network believes it."""
    record = view.get("record")
    written = moment(record.get("createdAt")) if isinstance(record, dict) else None
    indexed = when(view)
    return min(written, indexed) if written and indexed else indexed


def _with_cursor(heard: Heard, cursor: Cursor) -> Heard:
    return Heard(heard.posts, cursor, heard.gaps, heard.dropped, heard.slowed, heard.asked)
