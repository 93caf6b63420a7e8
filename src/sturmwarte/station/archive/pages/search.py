"""The archive: everything that was heard, found with the query language."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from sturmwarte.core.query.tree import Node
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.errors import BadCursor
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.pages.asking import Asked, asked, may_of, parsed
from sturmwarte.station.archive.pages.beside import counted
from sturmwarte.station.archive.pages.marking import line, sought
from sturmwarte.station.archive.pages.view import author_of
from sturmwarte.station.archive.records import Found
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import EXPORT, POSTS, of
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.respond.words import VERDICTS

__all__ = ["parsed", "search"]


@dataclass(frozen=True)
class Line:
    """A post in the list."""

    found: Found
    network: str
    id: str
    author: str
    excerpt: SafeString | str
    channel: str
    topics: list[str]
    gone: bool


@page(POSTS)
def search(request: HttpRequest) -> HttpResponse:
    """The list at once; count, chart and facets follow by a call of their own, or in the page where
    `beside` asks
    for them (without scripts)."""
    wanted, may = asked(request.GET), may_of(request)
    words: dict[str, Any] = {
        "here": "archive",
        "now": story_time(),
        "asked": wanted,
        "verdict_word": VERDICTS[wanted.verdict][0] if wanted.verdict else "",
        "may_export": of(request).has(EXPORT),
        "saved": saved if (saved := request.GET.get("saved", "")).isdecimal() else "",
    }
    if not wanted.wrong:
        words |= _found(wanted, may)
        if "beside" in request.GET:
            words |= counted(wanted, may) | {"at_once": True}
    return render(request, "archive/search.html", words)


def _found(wanted: Asked, may: May) -> dict[str, Any]:
    plan, archive = active_plan(), Archive()
    try:
        result = archive.search(wanted.search(may))
    except BadCursor:  # an old or damaged address: begin at the top
        wanted = replace(wanted, after="")
        result = archive.search(wanted.search(may))
    marks = sought(wanted.node)
    return {
        "asked": wanted,
        "lines": [_line(found, marks, plan) for found in result.posts],
        "next": wanted.from_here(result.next) if result.next else "",
        "complete": result.complete,
        "after": wanted.after,
    }


def _line(found: Found, marks: Node | None, plan: ActivePlan) -> Line:
    post = found.post
    network, id = post.identity
    gone = found.deleted_at is not None or found.held
    return Line(
        found=found,
        network=network,
        id=id,
        author=author_of(post),
        excerpt="" if gone else line(post, marks),
        channel=plan.name(post.channel, "channels"),
        topics=[plan.name(topic, "topics") for topic in found.topics],
        gone=gone,
    )
