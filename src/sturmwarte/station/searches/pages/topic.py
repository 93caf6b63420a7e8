"""A saved search becomes a topic of the plan: first what a topic may not ask for, then the draft."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sturmwarte.station.archive.pages.asking import parsed
from sturmwarte.station.archive.pages.preview import warnings
from sturmwarte.station.frame.access import page, signed_in
from sturmwarte.station.frame.clock import now
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.actions.add_topic import add_topic
from sturmwarte.station.plan.editors import may_edit
from sturmwarte.station.plan.errors import DraftError
from sturmwarte.station.plan.roles import EDIT
from sturmwarte.station.searches.errors import NoSuchSearch
from sturmwarte.station.searches.models import SavedSearch
from sturmwarte.station.searches.sight import address, demand


@page(EDIT, methods=("GET", "HEAD", "POST"))
def topic(request: HttpRequest, number: int) -> HttpResponse:
    """The form with its check; a POST with a sound query puts the topic into the draft and goes there."""
    try:
        search = demand(of(request), number)
    except NoSuchSearch:
        raise Http404 from None
    name, query = (request.POST.get(part, "").strip() for part in ("name", "query"))
    asked = "name" in request.POST
    words = _checked(search, name if asked else search.name, query if asked else search.query)
    if asked and words["fits"]:
        try:
            add_topic(signed_in(request), name, query, now())
            return redirect(reverse("plan_draft"))
        except DraftError as error:
            words["problem"] = str(error)
    may = may_edit(of(request))
    return render(request, "searches/topic.html", words | {"here": "archive", "may_plan": may})


def _checked(search: SavedSearch, name: str, query: str) -> dict[str, Any]:
    """What stands against the topic: `wrong` and errors refuse it, warnings only ask to look again."""
    _, wrong = parsed(query)
    found = [] if wrong else warnings(query, for_topic=True)
    refused = wrong is not None or not query or not name or any(one["severity"] == "error" for one in found)
    return {
        "search": search,
        "name": name,
        "query": query,
        "wrong": wrong,
        "warnings": found,
        "fits": not refused,
        "back": address(search),
        "problem": "",
    }
