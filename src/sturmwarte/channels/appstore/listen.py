"""One app's reviews: the newest few hundred are read each time and held against how they were.

The store says neither that a review was changed nor that it was withdrawn, and an answer of ours changes
nothing in the list's order; so marks of what was told are the cursor.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from sturmwarte.channels.appstore.interface import Interface
from sturmwarte.channels.appstore.parse import (
    Origin,
    mark_of,
    post_of,
    post_of_response,
    response_of,
    review_of,
    tombstone,
)
from sturmwarte.channels.appstore.shapes import Page
from sturmwarte.channels.contract import Cursor, Dropped, Gap, Heard, Place
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Unreadable

MOST_PAGES = 10
MOST_KNOWN = 600
MOST_ASKED = 10


class Known(msgspec.Struct):
    """`reviews` and `responses` map ids to marks, newest first; `asked` is when we last read them all."""

    reviews: dict[str, str] = {}
    responses: dict[str, str] = {}
    asked: datetime | None = None


@dataclass
class Listener:
    place: Place
    api: Interface
    app: Origin
    name: Callable[[str], str]

    @cached_property
    def origin(self) -> Origin:
        return replace(self.app, product=self.name(self.app.app))

    def listen(self, cursor: Cursor) -> Iterator[Heard]:
        known, now = _read(cursor), self.place.now()
        reviews: list[Post] = []
        responses: list[Post] = []
        dropped: list[Dropped] = []
        reached = False
        for page in self._pages():
            found, bad = self._reviews(page)
            dropped += bad
            reviews += found
            responses += [post_of_response(r, self.origin) for r in map(response_of, page.included) if r]
            reached = self._reached(found, known)
            if reached:
                break
            yield Heard()
        told = [*self._fresh(reviews, known.reviews, now), *self._fresh(responses, known.responses, now)]
        told += self._withdrawn(reviews, known, now)
        gaps = () if reached or known.asked is None else self._missed(reviews, known.asked, now)
        after = Known(_marks(reviews, known.reviews, told), _marks(responses, known.responses, told), now)
        slowed = self.place.client.budget.slowed
        for start in range(0, len(told) - 500, 500):
            yield Heard(told[start : start + 500])
        rest = told[(len(told) - 1) // 500 * 500 :] if told else []
        yield Heard(rest, msgspec.to_builtins(after), gaps, dropped, slowed)

    def _pages(self) -> Iterator[Page]:
        page = self.api.reviews(self.origin.app)
        yield page
        for _ in range(MOST_PAGES - 1):
            if not page.links.next:
                return
            page = self.api.more(page.links.next)
            yield page

    def _reviews(self, page: Page) -> tuple[list[Post], list[Dropped]]:
        posts, dropped = [], []
        for body in page.data:
            try:
                posts.append(post_of(review_of(body), self.origin))
            except Unreadable as error:
                dropped.append(Dropped(bytes(body), str(error)))
        return posts, dropped

    def _reached(self, found: list[Post], known: Known) -> bool:
        """Whether this page goes back to what we know, or to where we begin."""
        if not found or any(post.id in known.reviews for post in found):
            return True
        return any(post.created_at is not None and post.created_at < self.place.since for post in found)

    def _fresh(self, posts: list[Post], known: Mapping[str, str], now: datetime) -> list[Post]:
        """Oldest first: what is new, and what is not as it was."""
        told = []
        for post in reversed(posts):
            before = known.get(post.id)
            if before is None and (post.created_at is None or post.created_at >= self.place.since):
                told.append(post)
            elif before is not None and before != mark_of(post):
                told.append(msgspec.structs.replace(post, edited_at=now))
        return told

    def _withdrawn(self, reviews: list[Post], known: Known, now: datetime) -> list[Post]:
        """Reviews between others that are still there, and that the store no longer has."""
        there = {post.id for post in reviews}
        order = list(known.reviews)
        last = max((place for place, id in enumerate(order) if id in there), default=-1)
        missing = [id for id in order[: last + 1] if id not in there][:MOST_ASKED]
        return [tombstone(id, self.origin, now) for id in missing if not self.api.exists(id)]

    def _missed(self, reviews: list[Post], asked: datetime, now: datetime) -> tuple[Gap, ...]:
        until = reviews[-1].created_at if reviews else None
        until = until or now
        return (Gap(asked, until, Reason("channel.appstore.too_much")),) if asked < until else ()


def _marks(posts: list[Post], known: Mapping[str, str], told: list[Post]) -> dict[str, str]:
    gone = {post.id for post in told if post.deleted_at}
    marks = {post.id: mark_of(post) for post in posts}
    marks |= {id: mark for id, mark in known.items() if id not in marks and id not in gone}
    return dict(list(marks.items())[:MOST_KNOWN])


def _read(cursor: Mapping[str, Any]) -> Known:
    try:
        return msgspec.convert(dict(cursor), Known)
    except msgspec.ValidationError:
        return Known()
