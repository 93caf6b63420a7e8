"""Notes which files of a post are to be secured. Each is noted once, however often the post is heard."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from sturmwarte.core.post import Post
from sturmwarte.station.listen.models import Evidence

SEEN = frozenset({"image", "photo", "gif", "gifv", "picture", "video", "story", "sticker"})
MOST_FILES = 20
"""Of one post; more is an album nobody looks through."""
_LONGEST = 4_000


def queue(posts: Iterable[Post], now: datetime) -> int:
    """Notes the pictures and films of the posts; returns how many addresses were looked at.

    In the transaction that stores the posts. No author is noted: what a post's erasure removes, it finds by
    the post.
    """
    rows = [row for post in posts for row in _rows(post, now)]
    Evidence.objects.bulk_create(rows, batch_size=100, ignore_conflicts=True)
    return len(rows)


def _rows(post: Post, now: datetime) -> Iterator[Evidence]:
    network, gid = post.identity
    for place, medium in enumerate(post.media[:MOST_FILES]):
        if medium.type.partition("/")[0].lower() in SEEN and fetchable(medium.url):
            yield Evidence(
                run=post.run,
                network=network,
                post=gid,
                address=medium.url,
                place=place,
                expires=post.expires_at,
                asked_at=now,
                due=now,
            )


def fetchable(address: str) -> bool:
    """Whether it is an address of the web at all; whether it may be reached is the guard's to say."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(address) <= _LONGEST
