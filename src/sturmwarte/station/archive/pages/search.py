"""The archive: everything that was heard, found with the query language."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.tree import Node
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.errors import BadCursor
from sturmwarte.station.archive.pages.between import asked as asked_times
from sturmwarte.station.archive.pages.chart import bars
from sturmwarte.station.archive.pages.facets import FACETS, facet_lists
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.view import author_of, opening
from sturmwarte.station.archive.records import Found, Grain, Search
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import EXPORT, POSTS, of
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan

_PAGE = 50
ORDERS = {"newest": _("Newest first"), "reach": _("Widest reach first")}


@dataclass(frozen=True)
class Wrong:
    """A query that cannot be used: the line again with a caret under the column, and the mend."""

    column: int
    before: str
    text: str


@dataclass(frozen=True)
class Line:
    """A post in the list."""

    found: Found
    network: str
    id: str
    author: str
    excerpt: str
    channel: str
    topics: list[str]
    gone: bool


@page(POSTS)
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    order = request.GET.get("order", "newest")
    order = order if order in ORDERS else "newest"
    words: dict[str, Any] = {
        "q": text,
        "order": order,
        "orders": ORDERS,
        "now": story_time(),
        "here": "archive",
    }
    between = asked_times(request.GET)
    link = urlencode({"q": text, "order": order, **between.address})
    words |= {"may_export": of(request).has(EXPORT), "link": link, "between": between}
    node, wrong = parsed(text)
    if wrong:
        return render(request, "archive/search.html", words | {"wrong": wrong})
    asked = Search(
        query=node,
        order="reach" if order == "reach" else "newest",
        limit=_PAGE,
        after=request.GET.get("after") or None,
        since=between.since,
        until=between.until,
        may=of(request).may_read(),
    )
    return render(request, "archive/search.html", words | _found(asked))


def _found(asked: Search) -> dict[str, Any]:
    plan, archive = active_plan(), Archive()
    try:
        result = archive.search(asked)
    except BadCursor:  # an old or damaged address: begin at the top
        asked = replace(asked, after=None)
        result = archive.search(asked)
    beside = _beside(archive, asked, plan) if asked.after is None and result.posts else {}
    return beside | {
        "lines": [_line(found, plan) for found in result.posts],
        "next": result.next,
        "complete": result.complete,
        "after": asked.after,
    }


def _beside(archive: Archive, asked: Search, plan: ActivePlan) -> dict[str, Any]:
    """Count, facets and histogram, on the first page only: they would be the same on the next."""
    zone = timezone.get_current_timezone()
    found = archive.overview(asked, FACETS, "hour", zone)
    grain: Grain = "hour"
    times = [at for at, _n in found.histogram.buckets]
    if times and max(times) - min(times) > timedelta(days=4):
        grain, found = "day", archive.overview(asked, FACETS, "day", zone)
    drawn = bars(found.histogram, grain)
    most = max((bar.n for bar in drawn), default=0)
    facets = facet_lists(found.facets, plan)
    return {"count": found.count, "facets": facets, "bars": drawn, "grain": grain, "most": most}


def _line(found: Found, plan: ActivePlan) -> Line:
    post = found.post
    network, id = post.identity
    gone = found.deleted_at is not None or found.held
    return Line(
        found=found,
        network=network,
        id=id,
        author=author_of(post),
        excerpt="" if gone else excerpt(opening(post), 240),
        channel=plan.name(post.channel, "channels"),
        topics=[plan.name(topic, "topics") for topic in found.topics],
        gone=gone,
    )


def parsed(text: str) -> tuple[Node | None, Wrong | None]:
    """The query as a tree (None for all posts), or what is wrong with it."""
    if not text:
        return None, None
    try:
        return parse(text), None
    except QueryError as error:
        language = "de" if (get_language() or "de").startswith("de") else "en"
        return None, Wrong(error.column, text[: max(0, error.column - 1)], error.text(language))
