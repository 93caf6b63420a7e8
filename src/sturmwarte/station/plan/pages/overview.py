"""The plan at a glance, to read on the screen and to print for the wall."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from sturmwarte import packs
from sturmwarte.core.overview.missing import missing
from sturmwarte.core.overview.remark import STOPS
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.frame.texts import language
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.models import PlanSnapshot
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.plan.pages.actors import actors
from sturmwarte.station.plan.pages.glance import glance
from sturmwarte.station.plan.roles import LIFE, SEE

LANGUAGES = ("de", "en")


@page(SEE)
def overview(request: HttpRequest) -> HttpResponse:
    plan = active_plan()
    context = _context(plan, timezone.localdate(story_time()))
    found = missing(plan.plan) if plan.plan and of(request).has(LIFE) else []
    return render(
        request,
        "plan/overview.html",
        context
        | {
            "here": "plan",
            "room": "plan",
            "gaps": _gaps(plan),
            "missing": len(found),
            "urgent": sum(one.weight == STOPS for one in found),
            "topics": plan.section("topics") or (),
            "teams": [
                (team.name, [plan.name(id) for id in team.members]) for team in plan.section("teams") or ()
            ],
        },
    )


@page(SEE)
def printed(request: HttpRequest) -> HttpResponse:
    """One sheet A4, in the reader's language or the one asked for."""
    lang = request.GET.get("lang", "")
    with translation.override(lang if lang in LANGUAGES else language()):
        # Without the absences of the day: a sheet on the wall is true for longer.
        return render(request, "plan/printed.html", _context(active_plan(), date.max))


def _context(plan: ActivePlan, day: date) -> dict[str, Any]:
    snapshot = PlanSnapshot.objects.filter(active=True).defer("files").first()
    return {
        "plan": plan.plan,
        "snapshot": snapshot,
        "activated_by": actors([snapshot.activated_by])[snapshot.activated_by] if snapshot else "",
        "glance": glance(plan, plan.plan, day) if plan.plan else None,
        "now": story_time(),
    }


def _gaps(plan: ActivePlan) -> list[str]:
    sentences = packs.texts(language())
    return [sentences.get(f"plan.section.{gap}", gap) for gap in (plan.plan.gaps if plan.plan else ())]
