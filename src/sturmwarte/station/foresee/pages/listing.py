"""Waves: what is unusual now, what was, and where it has fallen silent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.archive.may import May
from sturmwarte.station.foresee import sight
from sturmwarte.station.foresee.models import Muted
from sturmwarte.station.foresee.pages.known import baselines
from sturmwarte.station.foresee.pages.lines import lines
from sturmwarte.station.foresee.pages.told import Seen, ranked
from sturmwarte.station.foresee.roles import BRING, SEE
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import Permissions, of
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan

_PAGE = 50
_PART = "waves"
"""What the page asks for by itself when a wave has changed."""


@dataclass(frozen=True)
class View:
    """A list of waves: its name, what it keeps."""

    label: "str | Promise"
    keep: Callable[[May], list[Seen]]


def _past(may: May) -> list[Seen]:
    return [seen for seen in map(Seen, sight.waves(may)) if seen.over]


VIEWS = {
    "running": View(
        _("Running"), lambda may: ranked(row for row in sight.under_way(may) if row.direction != "down")
    ),
    "down": View(
        _("Fallen silent"), lambda may: ranked(row for row in sight.under_way(may) if row.direction == "down")
    ),
    "past": View(_("Past"), _past),
}


@page(SEE)
def listing(request: HttpRequest) -> HttpResponse:
    who, now, plan = of(request), story_time(), active_plan()
    view = request.GET.get("view", "running")
    view = view if view in VIEWS else "running"
    found = VIEWS[view].keep(who.may_read())
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() else 0
    words = {
        "here": "waves",
        "now": now,
        "view": view,
        "views": VIEWS,
        "lines": lines(found[start : start + _PAGE], plan, now),
        "start": start,
        "next": start + _PAGE if len(found) > start + _PAGE else 0,
        "may_bring": who.has(BRING),
        **(_beside(who, plan, now) if view == "running" and not start else {}),
    }
    part = "foresee/rows.html" if request.headers.get("HX-Target") == _PART else "foresee/waves.html"
    response = render(request, part, words)
    response["Vary"] = "HX-Target, Cookie"
    return response


def _beside(who: Permissions, plan: ActivePlan, now: datetime) -> dict[str, Any]:
    """What the list itself does not show: topics without a baseline, and muted ones."""
    topics = [topic for topic in plan.ids("topics") if _may_see(topic, who.may_read())]
    muted = Muted.objects.filter(until__gt=now).order_by("until")
    return {
        "topics": [(plan.name(one.topic, "topics"), one) for one in baselines(topics, now)],
        "muted": [
            (plan.name(row.topic, "topics"), row) for row in muted if _may_see(row.topic, who.may_read())
        ],
    }


def _may_see(topic: str, may: May) -> bool:
    return any(scope.topic in {"", topic} for scope in may.scopes)
