"""One post: its words, versions and thread, what is recommended and why."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.core.query.tree import Node
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.pages.reasons import sentence, trail
from sturmwarte.station.archive.pages.asking import asked as asked_search
from sturmwarte.station.archive.pages.view import shown
from sturmwarte.station.archive.records import Found
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import POSTS, of
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.respond.models import CasePost
from sturmwarte.station.understand.pages.block import block


@page(POSTS)
def post(request: HttpRequest) -> HttpResponse:
    network, id = request.GET.get("network", ""), request.GET.get("id", "")
    who, may = of(request), of(request).may_read()
    found = Archive().get(network, id, may=may)
    case = _case(request, network, id)
    if found is None:
        raise Http404
    if case is not None:  # on a case one meets the author by name
        may = May(may.scopes, names=True)
        found = Archive().get(network, id, may=may) or found
    words = {
        "here": "archive",
        "now": story_time(),
        "case": case,
        "works": case is not None and who.works(case),
    }
    asked = asked_search(request.GET)  # the search it was opened from; one with a mistake marks nothing
    words |= _parts(found, asked.node, may) | {"asked": asked, "reading": block(found, active_plan(), who)}
    return render(request, "archive/post.html", words)


def _parts(found: Found, sought: Node | None, may: May) -> dict[str, Any]:
    network, id = found.post.identity
    plan, archive = active_plan(), Archive()
    thread = archive.thread(network, id, may=may)
    verdict = found.verdict
    return {
        "post": shown(found, marked=True, sought=sought),
        "found": found,
        "verdict": verdict,
        "reason": sentence(verdict, plan) if verdict else "",
        "owner": plan.name(verdict.owner) if verdict else "",
        "heard": [(plan.name(one.channel, "channels"), one.source, one.first) for one in found.heard],
        "trail": trail(found, plan),
        "topics": [plan.name(topic, "topics") for topic in found.topics],
        "thread": [shown(one) for one in thread if one.post.identity != (network, id)],
        "versions": [shown(one) for one in archive.versions(network, id, may=may)] if found.edited else [],
    }


def _case(request: HttpRequest, network: str, id: str) -> Any:
    """The newest case this post is part of, if this reader may see it."""
    links = CasePost.objects.filter(network=network, post=id).select_related("case__taken_by")
    return next((link.case for link in links.order_by("-pk") if of(request).sees(link.case)), None)
