"""One app's reviews of the last week, read each time and held against how they were.

The list shows what was changed last first and nothing older than a week: whoever was away longer has a gap.
It does not say what was withdrawn; a review that should still be in it and is not is asked for by name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from sturmwarte.channels.contract import Cursor, Dropped, Gap, Heard, Place
from sturmwarte.channels.playstore.interface import Interface
from sturmwarte.channels.playstore.parse import Origin, mark_of, posts_of, review_of, tombstone
from sturmwarte.channels.playstore.shapes import Review
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Unreadable

KEPT = timedelta(days=7)
SURE = timedelta(days=6)
"""A review changed within six days must be in the list of seven, whatever their clock says."""
MOST_PAGES = 20
MOST_KNOWN = 2_000
MOST_ASKED = 10


class Known(msgspec.Struct):
    """`seen` maps a review to the mark of its last state, `asked` is when we last read the list."""

    seen: dict[str, str] = {}
    asked: datetime | None = None


@dataclass(frozen=True)
class Listener:
    place: Place
    api: Interface
    origin: Origin

    def listen(self, cursor: Cursor) -> Iterator[Heard]:
        known, now = _read(cursor), self.place.now()
        reviews: dict[str, Review] = {}
        dropped: list[Dropped] = []
        page, whole = "", False
        for _ in range(MOST_PAGES):
            found = self.api.reviews(self.origin.app, page)
            for body in found.reviews:
                try:
                    review = review_of(body)
                    reviews.setdefault(review.reviewId, review)
                except Unreadable as error:
                    dropped.append(Dropped(bytes(body), str(error)))
            page, whole = found.tokenPagination.nextPageToken, not found.tokenPagination.nextPageToken
            if whole:
                break
            yield Heard()
        posts = self._fresh(reviews, known)
        gone = self._withdrawn(reviews, known, now) if whole else []
        yield from self._told(posts, gone, reviews, known, dropped, now)

    def _fresh(self, reviews: dict[str, Review], known: Known) -> list[Post]:
        """Oldest first: what is new or changed. Our answers in Google's own console are heard as well."""
        told = []
        for id, review in reversed(reviews.items()):
            before = known.seen.get(id)
            if before == mark_of(review):
                continue
            edited = before is not None and before.split(" ")[0] != mark_of(review).split(" ")[0]
            told += posts_of(review, self.origin, edited=edited)
        since = self.place.since if known.asked is None else None
        return [post for post in told if since is None or post.created_at is None or post.created_at >= since]

    def _withdrawn(self, reviews: dict[str, Review], known: Known, now: datetime) -> list[str]:
        missing = [id for id, mark in known.seen.items() if id not in reviews and _changed(mark) > now - SURE]
        return [id for id in missing[:MOST_ASKED] if not self.api.exists(self.origin.app, id)]

    def _told(
        self,
        posts: list[Post],
        gone: list[str],
        reviews: dict[str, Review],
        known: Known,
        dropped: list[Dropped],
        now: datetime,
    ) -> Iterator[Heard]:
        posts = [*posts, *(tombstone(id, self.origin, now) for id in gone)]
        for start in range(0, len(posts) - 500, 500):
            yield Heard(posts[start : start + 500])
        rest = posts[(len(posts) - 1) // 500 * 500 :] if posts else []
        kept = {id: mark for id, mark in known.seen.items() if _changed(mark) > now - KEPT and id not in gone}
        kept |= {id: mark_of(review) for id, review in reviews.items()}
        after = Known(dict(list(kept.items())[-MOST_KNOWN:]), now)
        slowed = self.place.client.budget.slowed
        yield Heard(rest, msgspec.to_builtins(after), self._missed(known, now), dropped, slowed)

    def _missed(self, known: Known, now: datetime) -> tuple[Gap, ...]:
        if known.asked is None or known.asked >= now - KEPT:
            return ()
        return (Gap(known.asked, now - KEPT, Reason("channel.playstore.too_long_away")),)


def _changed(mark: str) -> datetime:
    """When the customer last changed the review."""
    seconds = mark.partition(".")[0]
    at = int(seconds) if seconds.isdigit() else 0
    return datetime.fromtimestamp(min(at, 10**11), UTC)


def _read(cursor: Mapping[str, Any]) -> Known:
    try:
        return msgspec.convert(dict(cursor), Known)
    except msgspec.ValidationError:
        return Known()
