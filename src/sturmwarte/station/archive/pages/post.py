"""One post: its words, versions and conversation, what is recommended and why, and whether it is kept as
evidence."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sturmwarte.core.query.tree import Node
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.evidence.roles import may_keep
from sturmwarte.station.archive.evidence.standing import standing
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.pages.asking import asked as asked_search
from sturmwarte.station.archive.pages.conversation import around, as_read
from sturmwarte.station.archive.pages.reasons import sentence, trail
from sturmwarte.station.archive.pages.versions import editions
from sturmwarte.station.archive.pages.view import shown
from sturmwarte.station.archive.records import Found
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.ledger.pages.names import Names
from sturmwarte.station.people.permissions import POSTS, of
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.plan.roles import EDIT
from sturmwarte.station.privacy.models import HoldChange
from sturmwarte.station.privacy.roles import CHANGE_HOLDS
from sturmwarte.station.respond.models import CasePost
from sturmwarte.station.understand.pages.block import block

_USUAL = timedelta(days=183)
"""How long evidence is kept unless somebody says otherwise: half a year, a rule of thumb."""


@page(POSTS)
def post(request: HttpRequest) -> HttpResponse:
    return shown_post(request, request.GET.get("network", ""), request.GET.get("id", ""))


def shown_post(request: HttpRequest, network: str, id: str, problem: str = "") -> HttpResponse:
    """The page; with a `problem` what was typed about evidence is still in its form."""
    who, may = of(request), of(request).may_read()
    archive = Archive()
    found = archive.get(network, id, may=may)
    case = _case(request, network, id)
    if found is None:
        raise Http404
    if case is not None:  # on a case one meets the author by name
        may = May(may.scopes, names=True)
    keeps = archive.get(network, id, may=may_keep(who)) is not None
    may = replace(may, held=keeps)
    found = archive.get(network, id, may=may) or found
    asked = asked_search(request.GET)  # the search it was opened from; one with a mistake marks nothing
    words = {
        "here": "archive",
        "now": story_time(),
        "asked": asked,
        "case": case,
        "works": case is not None and who.works(case),
        "reading": block(found, active_plan(), who),
        "may_test": who.has(EDIT) and _has_words(found),
        **_parts(found, asked.node, may),
        **(_evidence(request, found, keeps, problem)),
    }
    return render(request, "archive/post.html", words)


def _parts(found: Found, sought: Node | None, may: May) -> dict[str, Any]:
    network, id = found.post.identity
    plan, archive = active_plan(), Archive()
    told = around(as_read(archive.thread(network, id, may=may)), id)
    verdict = found.verdict
    main = shown(found, marked=True, sought=sought, open_held=may.held)
    return {
        "post": main,
        "found": found,
        "verdict": verdict,
        "reason": sentence(verdict, plan) if verdict else "",
        "owner": plan.name(verdict.owner) if verdict else "",
        "heard": [(plan.name(one.channel, "channels"), one.source, one.first) for one in found.heard],
        "trail": trail(found, plan),
        "topics": [plan.name(topic, "topics") for topic in found.topics],
        "thread": [(main if one.found.post.id == id else shown(one.found), one) for one in told],
        "editions": editions(archive.versions(network, id, may=may)) if _has_versions(found, may) else [],
    }


def _has_words(found: Found) -> bool:
    """Whether it can become a test of the plan, which everybody here may read."""
    open_to_all = not (found.post.is_private or found.held or found.deleted_at)
    return open_to_all and bool(found.post.content.strip())


def _has_versions(found: Found, may: May) -> bool:
    return found.edited and (may.held or not (found.held or found.deleted_at))


def _evidence(request: HttpRequest, found: Found, keeps: bool, problem: str) -> dict[str, Any]:
    """What holds the post, for those who may keep it; the others only read that it is kept."""
    who, now = of(request), timezone.now()
    network, id = found.post.identity
    if not keeps:
        return {"keeps": False}
    stands = standing(network, id, now)
    names = Names([one.by for one in stands.holds], [])
    ending = HoldChange.objects.filter(network=network, post=id, done_at=None).first()
    return {
        "keeps": True,
        "stands": stands,
        "kept_by": names.actor(stands.held.by) if stands.held else "",
        "past": [(one, names.actor(one.by)) for one in stands.past],
        "may_regret": stands.may_take_back(f"user:{who.user}"),
        "may_end": who.has(CHANGE_HOLDS),
        "ending": ending,
        "problem": problem,
        "typed": request.POST,
        "today": timezone.localdate(),
        "usual_end": timezone.localdate() + _USUAL,
    }


def _case(request: HttpRequest, network: str, id: str) -> Any:
    """The newest case this post is part of, if this reader may see it."""
    links = CasePost.objects.filter(network=network, post=id).select_related("case__taken_by")
    return next((link.case for link in links.order_by("-pk") if of(request).sees(link.case)), None)
