"""The desk: cases that need work, and beside the list the one that is open."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.records import Search
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import CASES, Permissions, of
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.detail import detail
from sturmwarte.station.respond.pages.listing import VIEWS, counts, listing
from sturmwarte.station.respond.pages.rows import rows

_PARTS = {"cases": "respond/cases.html", "detail": "respond/case.html"}
"""What htmx asks for by the id it fills, so that a click never renders the list again."""


@page(CASES)
def desk(request: HttpRequest) -> HttpResponse:
    return show(request, None)


@page(CASES)
def case(request: HttpRequest, id: int) -> HttpResponse:
    return show(request, visible_case(request, id))


def visible_case(request: HttpRequest, id: int) -> Case:
    """The case, or 404: whether it exists is not told to those who may not see it."""
    found = Case.objects.select_related("taken_by").filter(pk=id).first()
    if found is None or not of(request).sees(found):
        raise Http404
    return found


def show(request: HttpRequest, chosen: Case | None, status: int = 200, **more: Any) -> HttpResponse:
    """The page, or the part of it that was asked for."""
    who, now, plan = of(request), story_time(), active_plan()
    view = chosen_view(request)
    words = {
        "here": "desk",
        "now": now,
        "view": view,
        "views": VIEWS,
        "chosen": chosen,
        "counts": SimpleLazyObject(lambda: counts(who, now)),
        **(detail(chosen, who, plan, now, _to(request)) if chosen else {}),
        **more,
    }
    part = _PARTS.get(request.headers.get("HX-Target", "")) if request.method == "GET" else None
    if part != _PARTS["detail"] or not chosen:
        found = listing(who, view, now, request.GET.get("after", ""))
        if not found.cases and not VIEWS[view].closed:
            words |= {"beginning": _begins(who, plan), "has_plan": plan.plan is not None}
        words |= {"rows": rows(found.cases, plan, now), "next": found.next, "after": request.GET.get("after")}
    response = render(request, part or "respond/desk.html", words, status=status)
    response["Vary"] = "HX-Target, Cookie"
    return response


def _begins(who: Permissions, plan: ActivePlan) -> bool:
    """Is the station so new that the empty list should say what to do first: no plan, or no post yet?"""
    return plan.plan is None or not Archive().search(Search(limit=1, may=who.may_read())).posts


def _to(request: HttpRequest) -> str:
    """The post somebody is answering."""
    return request.POST.get("to", "") or request.GET.get("to", "")


def chosen_view(request: HttpRequest) -> str:
    """The list asked for; without a wish all open cases, so that nothing hides on the first look."""
    wish = request.GET.get("view") or request.POST.get("view") or "all"
    return wish if wish in VIEWS else "all"
