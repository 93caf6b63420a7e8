"""Emergency changes: what is in force, what waits for a second person, and the form for another."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import Permissions, of
from sturmwarte.station.plan.models import EmergencyChange, EmergencyProposal
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.plan.pages.emergency.asked import TYPES, Asked, again
from sturmwarte.station.plan.pages.emergency.shown import asked_now, came_to_nothing, in_force, over
from sturmwarte.station.plan.roles import LIFE, PROPOSE
from sturmwarte.station.plan.told import kind_name


@page(LIFE)
def emergency(request: HttpRequest) -> HttpResponse:
    return shown(request, _asked(request))


def shown(request: HttpRequest, asked: Asked, wrong: list[str] | None = None) -> HttpResponse:
    """The page, with what stands in the form and why it was refused."""
    who, plan, now = of(request), active_plan(), story_time()
    context = {
        "here": "plan",
        "room": "emergency",
        **_now(who, plan, now),
        "over": over(who, plan, now),
        "nothing": came_to_nothing(plan, now),
        "asked": asked,
        "wrong": wrong or [],
        "may": who.has(PROPOSE),
        "person": plan.name(who.person),
        "has_plan": plan.plan is not None,
        "types": TYPES,
        **_choices(plan),
    }
    return render(request, "plan/emergency.html", context, status=400 if wrong else 200)


@page(LIFE)
def emergency_now(request: HttpRequest) -> HttpResponse:
    """The part that changes while others act; the form beside it is left alone."""
    return render(request, "plan/emergency_now.html", _now(of(request), active_plan(), story_time()))


def _now(who: Permissions, plan: ActivePlan, now: Any) -> dict[str, Any]:
    return {"now": now, "standing": in_force(who, plan, now), "asking": asked_now(who, plan, now)}


def _choices(plan: ActivePlan) -> dict[str, Any]:
    """(id, name) of everything that can be chosen."""
    return {
        "people": [(one.id, one.name) for one in plan.section("people") or ()],
        "teams": [(one.id, one.name) for one in plan.section("teams") or ()],
        "channels": [(id, plan.name(id, "channels")) for id in plan.ids("channels")],
        "topics": [(id, plan.name(id, "topics")) for id in plan.ids("topics")],
        "kinds": [(id, kind_name(id, plan)) for id in plan.ids("kinds")],
    }


def _asked(request: HttpRequest) -> Asked:
    """What the form begins with: an earlier change proposed again, or the type a link names."""
    kept: dict[str, Any] = {"change": EmergencyChange, "proposal": EmergencyProposal}
    model = kept.get(request.GET.get("of", ""))
    id = request.GET.get("again", "")
    row = model.objects.filter(pk=id).first() if model and id.isdecimal() and len(id) < 18 else None
    if row is not None:
        return again(row.change, row.reason)
    given = request.GET.get("type", "")
    return replace(Asked(), type=given if given in TYPES else TYPES[0])
