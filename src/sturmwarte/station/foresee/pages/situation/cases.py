"""The cases behind a number of the situation: of a team, due when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.station.foresee.pages.situation.work import COLUMNS, NOBODY, cases, of
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import CASES
from sturmwarte.station.people.permissions import of as permissions_of
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.rows import rows

MOST = 100
_ORDER = ("due", "priority", "pk")


@page(CASES)
def listing(request: HttpRequest) -> HttpResponse:
    """The most urgent hundred: whoever wants to work through them goes to the desk."""
    who, now, plan = permissions_of(request), story_time(), active_plan()
    team, due = request.GET.get("team", ""), request.GET.get("due", "")
    found = cases(who, now).filter(of(due, now))
    if team:
        found = found.filter(owner="" if team == NOBODY else team)
    # The numbers alone at first: of thousands of whole rows most of the time would go into sorting texts.
    shown = list(found.order_by(*_ORDER).values_list("pk", flat=True)[: MOST + 1])
    whole = Case.objects.select_related("taken_by").in_bulk(shown[:MOST])
    words = {
        "here": "lage",
        "now": now,
        "team": plan.name(team) if team not in {"", NOBODY} else "",
        "nobody": team == NOBODY,
        "due": COLUMNS.get(due, ""),
        "rows": rows([whole[pk] for pk in shown[:MOST] if pk in whole], plan, now),
        "more": len(shown) > MOST,
    }
    return render(request, "foresee/lage_work.html", words)
