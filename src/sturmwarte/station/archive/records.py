"""What goes into the archive and what comes out: plain data, no rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sturmwarte.core.post import Post
from sturmwarte.core.query.tree import Node
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.reading import Reading
from sturmwarte.station.archive.may import May

Outcome = Literal["new", "heard_again", "edited", "deleted", "suppressed"]
"""What became of an entry: a first hearing; the same identity and content (a new channel, source or topic is
kept); a new version; a tombstone written; a tombstone stopped it."""

Order = Literal["newest", "oldest", "reach"]
Grain = Literal["minute", "hour", "day"]
FacetName = Literal["channel", "lang", "form", "topic", "kind", "sentiment", "verdict", "author"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as the pipeline hands it over. `tokens` are `core.query.index_tokens(post)`."""

    post: Post
    tokens: Sequence[str]
    lang: str = ""
    topics: tuple[str, ...] = ()
    reading: Reading | None = None
    verdict: Verdict | None = None
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an identity. `content_hash` is empty and `version` 0 when a tombstone is all there
    is."""

    content_hash: bytes
    deleted: bool
    version: int


@dataclass(frozen=True, slots=True)
class Hearing:
    channel: str
    source: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A post out of the archive, as its newest version stands (or the version asked for).

    For readers without names `post.author` is the pseudonym. A deleted or held post comes without its words:
    `deleted_at` or `held` says why. `edited` is true when there are earlier versions.
    """

    post: Post
    lang: str = ""
    topics: tuple[str, ...] = ()
    reading: Reading | None = None
    verdict: Verdict | None = None
    heard: tuple[Hearing, ...] = ()
    version: int = 1
    edited: bool = False
    deleted_at: datetime | None = None
    held: bool = False
    pseudonym: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A question to the archive. `since` <= created < `until`; `after` is the cursor a page gave as `next`.

    `run` None means what really happened; name a replay or drill to look into it, or `live` or `import`
    alone. `verdict`: only posts with this recommendation.
    """

    query: Node | None = None
    run: str | None = None
    order: Order = "newest"
    limit: int = 50
    after: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    verdict: str | None = None
    may: May = field(default_factory=May.nothing)


@dataclass(frozen=True, slots=True)
class Page:
    """`complete` is false when the work budget ended before the page was full: `next` goes on from there."""

    posts: list[Found]
    next: str | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Count:
    """`exact` is false for an estimate from a sample; the truth then lies between `low` and `high`, nineteen
    times in twenty."""

    n: int
    exact: bool
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """How often each value occurs, most frequent first. Each post that was counted stands for `scale`."""

    field: FacetName
    values: list[tuple[str, int]]
    scale: int

    @property
    def exact(self) -> bool:
        return self.scale == 1


@dataclass(frozen=True, slots=True)
class Histogram:
    """Posts per bucket (its beginning, aware); buckets without a post are left out. `scale` as in a facet."""

    buckets: list[tuple[datetime, int]]
    scale: int

    @property
    def exact(self) -> bool:
        return self.scale == 1


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a page shows beside the posts, counted in one go."""

    count: Count
    facets: list[Facet]
    histogram: Histogram


@dataclass(frozen=True, slots=True)
class Interval:
    """From when until when a source was in which state; `until` None: it still is."""

    source: str
    topic: str
    state: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """What removing did: how many posts went, were kept by a hold, and how many other records went with
    them."""

    removed: int = 0
    held: int = 0
    beside: int = 0
