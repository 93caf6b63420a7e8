"""Posts: searched with the query language, counted, one with its conversation and its versions."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from sturmwarte.core.query.parse import parse
from sturmwarte.station.api.caller import Needs, caller
from sturmwarte.station.api.fields import Limit, Line, Moment, Text
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.exporting.record import nested
from sturmwarte.station.archive.records import FacetName, Found, Search

router = Router(tags=["posts"])
FACETS: tuple[FacetName, ...] = ("channel", "lang", "form", "topic", "kind", "sentiment", "verdict")


class Post(Schema):
    """A post in the interchange format (docs/posts.md), with what the station makes of it."""

    model_config = ConfigDict(extra="allow")

    id: str
    network: str
    channel: str = ""
    form: str = "post"
    text: str = ""
    created_at: datetime | None = None
    author: dict[str, Any] | None = None
    topics: list[str] = []
    reading: dict[str, Any] | None = None
    verdict: dict[str, Any] | None = None
    gone: str = Field("", description="deleted or held: then without its words")


class Posts(Schema):
    """`next` is the `after` of the page that follows; null at the end. `complete` false: the search stopped
    early, go on with `next`."""

    items: list[Post]
    next: str | None = None
    complete: bool = True


class Asked(Schema):
    """What is searched for. Times: from `since` on, before `until`."""

    q: Text = Field("", description="in the query language; empty: all posts")
    since: Moment | None = None
    until: Moment | None = None


class Paged(Asked):
    after: Line | None = None
    limit: Limit = 50
    order: Literal["newest", "oldest", "reach"] = "newest"


class Named(Schema):
    """A post's identity."""

    network: Line
    id: Line


class Count(Schema):
    """`exact` false: an estimate; the truth lies between `low` and `high` nineteen times in twenty."""

    n: int
    exact: bool
    low: int
    high: int


class Overview(Schema):
    """`facets`: per field the most frequent values with their numbers. `buckets`: posts per hour or day, UTC;
    one without posts is left out. `scale`: 1 where every post was counted; else all these numbers are
    estimates, and each post that was counted stands for so many."""

    count: Count
    scale: int
    facets: dict[str, list[tuple[str, int]]]
    buckets: list[tuple[datetime, int]]


@router.get("/posts", auth=Needs("posts:read"), response=Posts, summary="Search posts")
def search(request: HttpRequest, asked: Query[Paged]) -> Posts:
    page = Archive().search(_search(request, asked, limit=asked.limit, after=asked.after, order=asked.order))
    return Posts(items=told(page.posts), next=page.next, complete=page.complete)


@router.get("/posts/count", auth=Needs("posts:read"), response=Count, summary="Count posts")
def count(request: HttpRequest, asked: Query[Asked]) -> Count:
    return _count(Archive().count(_search(request, asked)))


@router.get("/posts/overview", auth=Needs("posts:read"), response=Overview, summary="Facets and histogram")
def overview(request: HttpRequest, asked: Query[Asked], grain: Literal["hour", "day"] = "day") -> Overview:
    found = Archive().overview(_search(request, asked), FACETS, grain, UTC)
    return Overview(
        count=_count(found.count),
        scale=found.histogram.scale,
        facets={facet.field: facet.values for facet in found.facets},
        buckets=found.histogram.buckets,
    )


@router.get("/post", auth=Needs("posts:read"), response=Post, summary="One post")
def one(request: HttpRequest, asked: Query[Named]) -> Post:
    return told([found(request, asked)])[0]


@router.get("/post/thread", auth=Needs("posts:read"), response=Posts, summary="The conversation of a post")
def thread(request: HttpRequest, asked: Query[Named]) -> Posts:
    found(request, asked)
    return Posts(items=told(Archive().thread(asked.network, asked.id, may=caller(request).may_read())))


@router.get("/post/versions", auth=Needs("posts:read"), response=Posts, summary="Every version of a post")
def versions(request: HttpRequest, asked: Query[Named]) -> Posts:
    found(request, asked)
    return Posts(items=told(Archive().versions(asked.network, asked.id, may=caller(request).may_read())))


def found(request: HttpRequest, asked: Named) -> Found:
    """The post, or 404: whether it is here is not told to who may not see it."""
    post = Archive().get(asked.network, asked.id, may=caller(request).may_read())
    if post is None:
        raise Http404
    return post


def told(posts: Iterable[Found]) -> list[Post]:
    """Names are already left out where the reader may not have them."""
    return [Post(**nested(post, names=True, judged=True), gone=_gone(post)) for post in posts]


def _gone(post: Found) -> str:
    return "deleted" if post.deleted_at is not None else "held" if post.held else ""


def _search(request: HttpRequest, asked: Asked, **more: Any) -> Search:
    node = parse(asked.q) if asked.q.strip() else None
    return Search(query=node, since=asked.since, until=asked.until, may=caller(request).may_read(), **more)


def _count(found: Any) -> Count:
    return Count(n=found.n, exact=found.exact, low=found.low or found.n, high=found.high or found.n)
