"""The face: posts in, topics of talk out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from heapq import heappop, heappush

import msgspec
import numpy as np

from sturmwarte.core.understand.talk.cluster import Cluster
from sturmwarte.core.understand.talk.grouping import OTHER, Labels, grouped, middles
from sturmwarte.core.understand.talk.naming import MOST_WORDS, named, telling, written
from sturmwarte.core.understand.talk.space import Points, points
from sturmwarte.core.understand.talk.terms import Term, stems, terms

WINDOW, PACE = timedelta(hours=72), timedelta(hours=24)
MOST_POSTS, MOST_CLUSTERS, LEAST_POSTS = 5_000, 15, 5
LEAST_SHARE = 0.005
TYPICAL = 3
HELD_TOGETHER = 0.4
"""Share of a cluster's posts that must hold a word of its name. Less is chatter, alike in style only."""
FEWEST_TO_GROW_FROM = 5


class Said(msgspec.Struct, frozen=True):
    """One post of the topic. `id` is any stable key, `at` an aware time."""

    id: str
    text: str
    lang: str
    at: datetime


class _Kept(msgspec.Struct):
    said: Said
    terms: list[Term]
    cluster: str = ""


class Talk:
    """What people talk about within one topic, over a sliding window of the posts' own time.

    `nothing` are stems that name nothing (`stopwords.shipped()`), `brands` the topic's own words, which every
    post has: both are left out of comparing and naming. `assigned` (post id -> cluster id, from `assigned()`)
    lets clusters keep their ids when a station starts again and its posts are added anew.
    """

    def __init__(
        self,
        *,
        nothing: frozenset[str] = frozenset(),
        brands: Iterable[str] = (),
        window: timedelta = WINDOW,
        pace: timedelta = PACE,
        most: int = MOST_POSTS,
        clusters: int = MOST_CLUSTERS,
        assigned: Mapping[str, str] | None = None,
    ) -> None:
        self._nothing = nothing | stems(" ".join(brands))
        self._window, self._pace, self._most, self._clusters = window, pace, most, clusters
        self._before = dict(assigned or {})
        self._posts: dict[str, _Kept] = {}
        self._due: list[tuple[datetime, str]] = []
        self._newest = datetime.min.replace(tzinfo=UTC)
        self._points: Points | None = None

    def add_batch(self, posts: Sequence[Said]) -> None:
        """Remembers posts; those known or too old are left out, the earliest give way to more."""
        for post in posts:
            if post.id in self._posts or (self._posts and self._newest - post.at > self._window):
                continue
            self._newest = max(self._newest, post.at)
            kept = _Kept(post, terms(post.text, self._nothing), self._before.pop(post.id, ""))
            self._posts[post.id] = kept
            heappush(self._due, (post.at, post.id))
            self._points = None
            self._expire(self._newest)

    def _expire(self, now: datetime) -> None:
        while self._due and (len(self._posts) > self._most or now - self._due[0][0] > self._window):
            at, id = heappop(self._due)
            if id in self._posts and self._posts[id].said.at == at:  # else forgotten before
                self.forget(id)

    def forget(self, id: str) -> None:
        """Removes a deleted or erased post."""
        if self._posts.pop(id, None):
            self._points = None

    def clusters(self, now: datetime) -> list[Cluster]:
        """The topics of talk, the largest first; posts of none are in no cluster. Takes about a second for
        5,000 new posts, no time when none came."""
        self._expire(now)
        posts = list(self._posts.values())
        if self._points is None:
            self._points = points([[term.stem for term in kept.terms] for kept in posts])
            self._group(posts, self._points)
        told = self._told(posts, self._points, now)
        return sorted(told, key=lambda cluster: (-cluster.size, cluster.id))

    def assigned(self) -> dict[str, str]:
        """Post id -> cluster id as of the last `clusters`, chatter that was not told included; for the next
        start."""
        return {id: kept.cluster for id, kept in self._posts.items() if kept.cluster}

    def _group(self, posts: Sequence[_Kept], where: Points) -> None:
        known = list(dict.fromkeys(kept.cluster for kept in posts if kept.cluster))
        number = {id: place for place, id in enumerate(known)}
        old: Labels = np.array([number.get(kept.cluster, OTHER) for kept in posts], dtype=np.int64)
        least = max(LEAST_POSTS, int(LEAST_SHARE * len(posts)))
        new = grouped(where, old, self._clusters, least)
        ids = {number[id]: id for id in known}
        for kept, label in zip(posts, new.tolist(), strict=True):
            if label != OTHER and label not in ids:
                ids[label] = _id_of(kept.said.id, ids.values())
            kept.cluster = "" if label == OTHER else ids[label]

    def _told(self, posts: Sequence[_Kept], where: Points, now: datetime) -> list[Cluster]:
        everywhere = Counter(stem for kept in posts for stem in {term.stem for term in kept.terms})
        places: dict[str, list[int]] = {}
        for place, kept in enumerate(posts):
            if kept.cluster:
                places.setdefault(kept.cluster, []).append(place)
        told = (
            self._one(id, [posts[place] for place in own], where[own], everywhere, len(posts), now)
            for id, own in places.items()
        )
        return [cluster for cluster in told if cluster is not None]

    def _one(
        self, id: str, own: list[_Kept], where: Points, everywhere: Counter[str], total: int, now: datetime
    ) -> Cluster | None:
        forms = written(kept.terms for kept in own)
        found = telling([kept.terms for kept in own], everywhere, total)
        naming = {stem for stem, _ in found[:MOST_WORDS]}
        holding = [len(naming & {term.stem for term in kept.terms}) for kept in own]
        if sum(map(bool, holding)) < HELD_TOGETHER * len(own):
            return None
        ages = [now - kept.said.at for kept in own]
        recent = sum(age <= self._pace for age in ages)
        before = sum(self._pace < age <= 2 * self._pace for age in ages)
        return Cluster(
            id=id,
            name=named(found, forms),
            size=len(own),
            recent=recent,
            before=before,
            growth=recent / before if before >= FEWEST_TO_GROW_FROM else None,
            typical=_typical(own, where, holding),
            terms=tuple(forms[stem] for stem, _ in found),
            posts=tuple(kept.said.id for kept in own),
        )


def _typical(own: Sequence[_Kept], where: Points, holding: Sequence[int]) -> tuple[str, ...]:
    """Those nearest to the middle, each word of the name they hold counting for a fifth of the way there."""
    middle = middles(where, np.zeros(len(own), dtype=np.int64), np.zeros(1, dtype=np.int64))[0]
    nearest = np.argsort(-np.round(where @ middle + 0.2 * np.array(holding), 9), kind="stable")
    seen: dict[frozenset[str], str] = {}
    for place in nearest.tolist():
        said = frozenset(term.stem for term in own[place].terms)
        seen.setdefault(said, own[place].said.id)
        if len(seen) == TYPICAL:
            break
    return tuple(seen.values())


def _id_of(first: str, taken: Iterable[str]) -> str:
    """From its first post's id; a second cluster that begins with the same post is told apart."""
    id, there = _digest(first), set(taken)
    while id in there:
        id = _digest(id)
    return id


def _digest(said: str) -> str:
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
