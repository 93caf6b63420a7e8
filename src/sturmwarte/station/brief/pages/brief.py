"""The briefing on a page."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from sturmwarte.station.archive import Archive, Search
from sturmwarte.station.brief.bookmark import since
from sturmwarte.station.brief.pages.form import form
from sturmwarte.station.brief.roles import READ
from sturmwarte.station.brief.telling import Brief, tell
from sturmwarte.station.brief.words import greeting
from sturmwarte.station.frame.access import page, signed_in
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import Permissions, of
from sturmwarte.station.plan.pages.active import active_plan

BESIDE = ("posts", "sources")
"""Sections that stand beside the others where there is room."""

VIEWS: dict[str, "str | Promise"] = {
    "": gettext_lazy("Since your last look"),
    "day": gettext_lazy("24 hours"),
    "week": gettext_lazy("7 days"),
}


@page(READ)
def brief(request: HttpRequest) -> HttpResponse:
    return show(request)


def show(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    """The page; `more` is what a refused form brings back."""
    user, who, now, plan = signed_in(request), of(request), story_time(), active_plan()
    looked = since(user, request.GET.get("view", ""), now)
    found = tell(who, plan, looked.at, now)
    words = {
        "here": "brief",
        "now": now,
        "brief": found,
        "sections": [one for one in found.sections if one.id not in BESIDE],
        "beside": [one for one in found.sections if one.id in BESIDE],
        "looked": replace(looked, at=found.since),
        "views": VIEWS,
        "view": looked.span,
        "greeting": greeting(user.name, now),
        "covers": not looked.span or looked.first,
        "beginning": found.calm and _begins(who, plan.plan is not None, found),
        "has_plan": plan.plan is not None,
        **form(request, user),
        **more,
    }
    return render(request, "brief/brief.html", words, status=status)


def _begins(who: Permissions, has_plan: bool, found: Brief) -> bool:
    """Is the station so new that the page should say what to do first?"""
    if not has_plan:
        return True
    return not found.watched.posts and not Archive().search(Search(limit=1, may=who.may_read())).posts
