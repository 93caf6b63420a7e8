"""The desk: cases that need work, and beside the list the one that is open."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.records import Search
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import CASES, WORK, Permissions, of
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.respond.actions.bulk import MOST
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.asked import SORTS, asked_of
from sturmwarte.station.respond.pages.choices import SORT_WORDS, filters
from sturmwarte.station.respond.pages.colleagues import receivers
from sturmwarte.station.respond.pages.detail import detail
from sturmwarte.station.respond.pages.groups import grouped
from sturmwarte.station.respond.pages.listing import PAGE, counts, listing
from sturmwarte.station.respond.pages.moments import moments
from sturmwarte.station.respond.pages.rows import rows
from sturmwarte.station.respond.pages.saved import saved_for
from sturmwarte.station.respond.pages.views import VIEWS, View
from sturmwarte.station.respond.results import CHOICES

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
    found = Case.objects.select_related("taken_by", "assigned_by").filter(pk=id).first()
    if found is None or not of(request).sees(found):
        raise Http404
    return found


def show(request: HttpRequest, chosen: Case | None, status: int = 200, **more: Any) -> HttpResponse:
    """The page, or the part of it that was asked for."""
    who, now, plan = of(request), story_time(), active_plan()
    part = _PARTS.get(request.headers.get("HX-Target", "")) if request.method == "GET" else None
    words = {**_frame(request, who, plan), "now": now, "chosen": chosen, "moments": moments(now)}
    if part != _PARTS["cases"] and chosen:
        words |= detail(chosen, who, plan, now, _to(request))
    if part != _PARTS["detail"] or not chosen:
        words |= _list(request, who, plan)
    response = render(request, part or "respond/desk.html", {**words, **more}, status=status)
    response["Vary"] = "HX-Target, Cookie"
    if request.method == "POST":  # the address of what is shown, so that a reload sends nothing again
        place = reverse("case", args=[chosen.pk]) if chosen else reverse("desk")
        response["HX-Push-Url"] = f"{place}?{words['query']}"
    return response


def _frame(request: HttpRequest, who: Permissions, plan: ActivePlan) -> dict[str, Any]:
    """What surrounds list and case; asked of the database only where the template shows it."""
    asked, now = asked_of(request), story_time()
    return {
        "here": "desk",
        "asked": asked,
        "view": asked.view,
        "query": asked.query,
        "views": VIEWS,
        "sorts": [(name, SORT_WORDS[name]) for name in SORTS],
        "views_counted": SimpleLazyObject(lambda: _counted(who, now)),
        "filters": SimpleLazyObject(lambda: filters(asked, who, plan)),
        "saved": SimpleLazyObject(lambda: saved_for(who)),
        "receivers": SimpleLazyObject(lambda: receivers(who, plan, now)),
        "results": CHOICES,
        "may_work": who.has(WORK),
        "given": {"result": "", "reason": "", "note": "", "answer": "", "close": "1"},
    }


def _counted(who: Permissions, now: datetime) -> list[tuple[str, View, int]]:
    """Every list with how many cases it holds; 0 where nobody counts, as with the closed ones."""
    found = counts(who, now)
    return [(name, view, found.get(name, 0)) for name, view in VIEWS.items()]


def _list(request: HttpRequest, who: Permissions, plan: ActivePlan) -> dict[str, Any]:
    asked, now, after = asked_of(request), story_time(), request.GET.get("after", "")
    found = listing(who, asked, now, after, MOST if request.GET.get("rows") == str(MOST) else PAGE)
    groups = grouped(rows(found.cases, plan, now), asked, now)
    words: dict[str, Any] = {"groups": groups, "next": found.next, "after": after}
    if not groups and not VIEWS[asked.view].closed:
        words |= {"beginning": _begins(who, plan), "has_plan": plan.plan is not None}
    return words


def _begins(who: Permissions, plan: ActivePlan) -> bool:
    """Is the station so new that the empty list should say what to do first: no plan, or no post yet?"""
    return plan.plan is None or not Archive().search(Search(limit=1, may=who.may_read())).posts


def _to(request: HttpRequest) -> str:
    """The post somebody is answering."""
    return request.POST.get("to", "") or request.GET.get("to", "")
