"""All sources: how well each is heard, the disturbed first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sturmwarte.station.frame.access import page
from sturmwarte.station.listen.pages.rows import rows
from sturmwarte.station.listen.pages.told import asleep
from sturmwarte.station.listen.pages.words import STATES
from sturmwarte.station.listen.roles import CHANGE, SEE
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.pages.active import active_plan

_PART = "sources"


@page(SEE)
def sources(request: HttpRequest) -> HttpResponse:
    part = "listen/sources_body.html" if request.headers.get("HX-Target") == _PART else "listen/sources.html"
    response = render(request, part, {"here": "sources"} | _words(request))
    response["Vary"] = "HX-Target, Cookie"
    return response


def _words(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    found = rows(active_plan(), now)
    counts = {state: sum(row.state == state for row in found) for state in STATES}
    return {
        "now": now,
        "rows": found,
        "counts": [(state, n) for state, n in counts.items() if n],
        "asleep": asleep(now),
        "may_add": of(request).has(CHANGE),
    }
