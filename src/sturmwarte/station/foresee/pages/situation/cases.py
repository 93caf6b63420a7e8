"""The cases behind a number of the situation: of a team, due when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.station.foresee.pages.situation.work import COLUMNS, NOBODY, cases, of
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import CASES
from sturmwarte.station.people.permissions import of as permissions_of
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.respond.pages.rows import rows

MOST = 100
_ORDER = ("due", "priority", "pk")


@page(CASES)
def listing(request: HttpRequest) -> HttpResponse:
    """The most urgent hundred: whoever wants to work through them goes to the desk."""
    who, now, plan = permissions_of(request), story_time(), active_plan()
    team, due = request.GET.get("team", ""), request.GET.get("due", "")
    found = cases(who, now).filter(of(due, now)).select_related("taken_by")
    if team:
        found = found.filter(owner="" if team == NOBODY else team)
    shown = list(found.order_by(*_ORDER)[: MOST + 1])
    words = {
        "here": "lage",
        "now": now,
        "team": plan.name(team) if team not in {"", NOBODY} else "",
        "nobody": team == NOBODY,
        "due": COLUMNS.get(due, ""),
        "rows": rows(shown[:MOST], plan, now),
        "more": len(shown) > MOST,
    }
    return render(request, "foresee/lage_work.html", words)
