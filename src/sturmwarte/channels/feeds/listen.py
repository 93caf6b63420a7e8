"""One feed, listened to: ask, hold against what is known, tell what is new, remember."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from sturmwarte.channels.contract import Cursor, Gap, Heard, Place
from sturmwarte.channels.feeds import pacing, websub
from sturmwarte.channels.feeds.feed import Feed, Hints
from sturmwarte.channels.feeds.fetch import Fetched, Fetcher
from sturmwarte.channels.feeds.pages import Pages
from sturmwarte.channels.feeds.posts import Origin, identities, post_of
from sturmwarte.channels.feeds.reading import Fresh, Known, Sifted, cursor_of, keep, known_from, sift
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Trouble

STEP_POSTS = 200
STEP = timedelta(seconds=10)
OLDER_PAGES = 10
EARLY = timedelta(seconds=5)
"""The engine's timer may be a little ahead of our own reckoning."""


@dataclass(frozen=True)
class Listener:
    """Listens to the feed of `origin`. `key` None: no hub is asked."""

    place: Place
    origin: Origin
    fetcher: Fetcher
    every: timedelta
    pages: Pages | None = None
    key: websub.Key | None = None

    def listen(self, cursor: Cursor) -> Iterator[Heard]:
        known = known_from(cursor)
        if known.due and known.due > self.place.now() + EARLY:
            yield Heard(asked=False)
            return
        fetched = self.fetcher.feed(self.origin.address, known)
        now = self.place.now()
        if fetched.feed is None:
            yield self._heard((), self._after(known, fetched, None, now))
            return
        feed, sifted = self._with_older(fetched.feed, known, now)
        yield from self._told(known, fetched, feed, sifted, now)

    def _with_older(self, feed: Feed, known: Known, now: datetime) -> tuple[Feed, Sifted]:
        """Turns the pages of a paged feed (RFC 5005, JSON Feed `next_url`) back to where we know it."""
        sifted = self._sifted(feed, known, now)
        asked = {self.origin.address, feed.url}
        while (
            feed.older
            and feed.older not in asked
            and len(asked) < OLDER_PAGES
            and self._misses(feed, known, sifted)
        ):
            asked.add(feed.older)
            try:
                page = self.fetcher.feed(feed.older, Known()).feed
            except Trouble:  # what is there counts; the gap below says what is not
                break
            if page is None or not page.items:
                break
            feed = replace(feed, items=feed.items + page.items, older=page.older)
            sifted = self._sifted(feed, known, now)
        return feed, sifted

    def _sifted(self, feed: Feed, known: Known, now: datetime) -> Sifted:
        return sift(feed, identities(feed, self.origin.address), known, self.place.since, now)

    def _misses(self, feed: Feed, known: Known, sifted: Sifted) -> bool:
        if known.fetched is None:
            oldest = min((item.at for item in feed.items if item.at), default=None)
            return oldest is not None and oldest > self.place.since
        return sifted.gap is not None

    def _told(
        self, known: Known, fetched: Fetched, feed: Feed, sifted: Sifted, now: datetime
    ) -> Iterator[Heard]:
        """Steps that may each be the last: a cursor covers what was told and passed over so far."""
        gaps = (sifted.gap,) if sifted.gap else ()
        marks = list(sifted.passed.items())
        posts: list[Post] = []
        begun = now
        for fresh in sifted.fresh:
            posts.append(self._post(fresh, feed))
            marks.append((fresh.key, fresh.mark))
            if len(posts) >= STEP_POSTS or self.place.now() - begun > STEP:
                known = _knowing(known, marks, len(feed.items))
                yield self._heard(posts, known, gaps)
                posts, gaps, begun = [], (), self.place.now()
        known = _knowing(known, marks, len(feed.items))
        yield self._heard(posts, self._after(known, fetched, feed, now), gaps)

    def _post(self, fresh: Fresh, feed: Feed) -> Post:
        text, why = "", ""
        if self.pages is not None and fresh.item.link:
            text, why = self.pages.text(fresh.item.link)
        longer = text if len(text) > len(fresh.item.text) else ""
        post = post_of(fresh.item, fresh.id, feed, self.origin, text=longer, edited_at=fresh.edited_at)
        if self.pages is None:
            return post
        read = "page" if longer else why or "feed"
        return msgspec.structs.replace(post, raw={**(post.raw or {}), "text_from": read})

    def _after(self, known: Known, fetched: Fetched, feed: Feed | None, now: datetime) -> Known:
        headers = fetched.answer.headers
        after = msgspec.structs.replace(
            known,
            url="" if fetched.url == self.origin.address else fetched.url,
            fetched=now,
            due=pacing.due(now, self.every, headers, feed.hints if feed else Hints()),
        )
        if feed is None:
            return after
        after = msgspec.structs.replace(
            after,
            whole=now,
            etag=headers.get("etag", "")[:500],
            modified=headers.get("last-modified", "")[:100],
        )
        return self._subscribed(after, feed, now)

    def _subscribed(self, known: Known, feed: Feed, now: datetime) -> Known:
        """Asks the feed's hub to call us. A hub that does not want to changes nothing: we ask the feed."""
        if self.key is None or not self.place.url or not feed.hub:
            return known
        topic = feed.own or feed.url
        same = (known.hub, known.topic) == (feed.hub, topic)
        if same and known.asked is not None and now - known.asked < websub.RENEW:
            return known
        form = websub.wish(self.key, self.place.url, self.origin.source, self.origin.address, topic)
        with suppress(Trouble):
            self.place.client.post(feed.hub, data=form).ok()
        return msgspec.structs.replace(known, hub=feed.hub, topic=topic, asked=now)

    def _heard(self, posts: list[Post] | tuple[()], known: Known, gaps: tuple[Gap, ...] = ()) -> Heard:
        slowed = self.place.client.budget.slowed
        return Heard(posts=tuple(posts), cursor=cursor_of(known), gaps=gaps, slowed=slowed)


def _knowing(known: Known, marks: list[tuple[str, str]], current: int) -> Known:
    return msgspec.structs.replace(known, seen=keep(known.seen, marks, current))
