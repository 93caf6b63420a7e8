"""What the network's own view (the AppView) tells: posts found, notifications, feeds. Pure.

Interface: https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sturmwarte.channels.bluesky.embed import shown
from sturmwarte.channels.bluesky.people import author_of
from sturmwarte.channels.bluesky.record import Ear, Seen, post_of
from sturmwarte.channels.bluesky.uris import moment, uri
from sturmwarte.core.post import Metrics, Post
from sturmwarte.wire.errors import Unreadable

HEARD = frozenset({"mention", "reply", "quote", "repost"})
"""Notifications that are utterances. Likes and follows are not."""


def listed(answer: object, name: str) -> list[Mapping[str, Any]]:
    """The objects an answer lists under `name`. Raises Unreadable when it is no such answer."""
    rows = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise Unreadable("channel.bluesky.answer")
    return [row for row in rows if isinstance(row, dict)]


def next_page(answer: object) -> str:
    cursor = answer.get("cursor") if isinstance(answer, dict) else None
    return cursor if isinstance(cursor, str) else ""


def viewed(ear: Ear, view: Mapping[str, Any]) -> Post | None:
    """A post as a search, a feed or a thread shows it; None for one that is blocked or gone."""
    return _post(ear, view, shown(view.get("embed")) or None, _metrics(view))


def notified(ear: Ear, notification: Mapping[str, Any]) -> Post | None:
    """The post that a notification is about; None for a like, a follow and the like."""
    return _post(ear, notification, None, None) if str(notification.get("reason")) in HEARD else None


def when(view: Mapping[str, Any]) -> datetime | None:
    """When the network took it in: what its lists are sorted by, near enough."""
    return moment(view.get("indexedAt"))


def _post(ear: Ear, view: Mapping[str, Any], media: Any, metrics: Metrics | None) -> Post | None:
    place, record, author = uri(view.get("uri")), view.get("record"), view.get("author")
    if place is None or not isinstance(record, dict) or not isinstance(author, dict):
        return None
    seen = Seen(
        cid=str(view.get("cid", "")),
        author=author_of({**author, "did": place.did}),
        at=when(view),
        metrics=metrics,
        media=media,
        labels=tuple(_labels(view.get("labels"))),
        guarded="!no-unauthenticated" in _labels(author.get("labels")),
    )
    return post_of(ear, place, record, seen)


def _metrics(view: Mapping[str, Any]) -> Metrics | None:
    if "likeCount" not in view and "replyCount" not in view:
        return None
    return Metrics(
        likes=_count(view.get("likeCount")),
        reposts=_count(view.get("repostCount")) + _count(view.get("quoteCount")),
        replies=_count(view.get("replyCount")),
    )


def _labels(labels: object) -> Iterable[str]:
    for label in labels[:50] if isinstance(labels, list) else ():
        if isinstance(label, dict) and not label.get("neg") and isinstance(label.get("val"), str):
            yield label["val"][:100]


def _count(number: object) -> int:
    return number if isinstance(number, int) and 0 <= number < 1 << 53 else 0
