"""What people talk about within a topic, worked out of the archive when somebody looks.

One `Talk` a topic and reader's scope stays in memory, so that clusters keep their ids; it is brought up to
date at most once a minute, and forgets what has left the archive since.
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from sturmwarte.core.query.tree import And, Field, Node, Not
from sturmwarte.core.understand.talk import Cluster, Said, Talk
from sturmwarte.core.understand.talk.stopwords import shipped
from sturmwarte.station.archive import Archive, Found, May, Scope, Search

MOST_POSTS, WINDOW, FRESH = 5_000, timedelta(hours=72), timedelta(minutes=1)
MOST_TALKS = 8
_AT_ONCE = 1_000
Asked = tuple[str, tuple[str, ...], tuple[Scope, ...]]


class _Standing:
    """The talk of one topic for one scope, and the clusters last found."""

    def __init__(self, brands: tuple[str, ...]) -> None:
        self.lock = threading.Lock()
        self.talk = Talk(nothing=shipped(), brands=brands, most=MOST_POSTS, window=WINDOW)
        self.at: datetime | None = None
        self.here: set[str] = set()
        self.clusters: list[Cluster] = []

    def look(self, topic: str, may: May, now: datetime) -> list[Cluster]:
        with self.lock:
            if self.at is None or abs(now - self.at) >= FRESH:
                self._refresh(_posts(topic, may, now), now)
                self.at = now
            return self.clusters

    def _refresh(self, posts: list[Found], now: datetime) -> None:
        said = [_said(post) for post in reversed(posts) if post.post.created_at]
        here = {one.id for one in said}
        for gone in self.here - here:
            self.talk.forget(gone)
        self.talk.add_batch(said)
        self.here, self.clusters = here, self.talk.clusters(now)


class Talking:
    """The topics looked at last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[Asked, _Standing] = OrderedDict()

    def clusters(self, topic: str, may: May, now: datetime, brands: tuple[str, ...] = ()) -> list[Cluster]:
        """The clusters among the latest posts this reader may see, the largest first."""
        asked = (topic, brands, may.scopes)
        with self._lock:
            standing = self._known.pop(asked, None) or _Standing(brands)
            self._known[asked] = standing
            while len(self._known) > MOST_TALKS:
                self._known.popitem(last=False)
        return standing.look(topic, may, now)


def identity_of(id: str) -> tuple[str, str]:
    """The post a cluster means by one of its ids."""
    network, _, post = id.partition("\0")
    return network, post


def _said(post: Found) -> Said:
    at = post.post.created_at
    assert at is not None
    return Said("\0".join(post.post.identity), post.post.content, post.lang, at)


def _posts(topic: str, may: May, now: datetime) -> list[Found]:
    """The latest posts of others on the topic, newest first."""
    query: Node = And((Field("topic", ":", topic), Not(Field("is", ":", "own"))))
    found: list[Found] = []
    after: str | None = None
    while len(found) < MOST_POSTS:
        asked = Search(query=query, since=now - WINDOW, limit=_AT_ONCE, after=after, may=may)
        page = Archive().search(asked)
        found += page.posts
        after = page.next
        if after is None or not page.complete:
            break
    return found[:MOST_POSTS]
