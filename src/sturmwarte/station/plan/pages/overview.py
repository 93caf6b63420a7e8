"""The plan at a glance: who answers what, which topics are listened for, and what is missing."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte import packs
from sturmwarte.station.frame.access import ANY_ROLE, page
from sturmwarte.station.frame.texts import language
from sturmwarte.station.plan.models import PlanSnapshot
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.respond import words


@dataclass(frozen=True)
class Answers:
    """One entry of responsibility, in names. Empty lists mean all."""

    kinds: list[str]
    channels: list[str]
    topics: list[str]
    owner: str
    deputy: str


@page(ANY_ROLE)
def overview(request: HttpRequest) -> HttpResponse:
    plan = active_plan()
    snapshot = PlanSnapshot.objects.filter(active=True).defer("files").first()
    return render(
        request,
        "plan/overview.html",
        {
            "here": "plan",
            "plan": plan.plan,
            "snapshot": snapshot,
            "gaps": _gaps(plan),
            "answers": [_answers(one, plan) for one in plan.section("responsibilities") or ()],
            "topics": plan.section("topics") or (),
            "goals": plan.section("goals") or (),
            "teams": [
                (team.name, [plan.name(id) for id in team.members]) for team in plan.section("teams") or ()
            ],
        },
    )


def _gaps(plan: ActivePlan) -> list[str]:
    sentences = packs.texts(language())
    return [sentences.get(f"plan.section.{gap}", gap) for gap in (plan.plan.gaps if plan.plan else ())]


def _answers(entry: Any, plan: ActivePlan) -> Answers:
    return Answers(
        kinds=[str(words.KINDS.get(id, plan.name(id, "kinds"))) for id in entry.kinds],
        channels=[plan.name(id, "channels") for id in entry.channels],
        topics=[plan.name(id, "topics") for id in entry.topics],
        owner=plan.name(entry.owner),
        deputy=plan.name(entry.deputy),
    )
