"""What stands beside the found posts: how many, when and of which sort. Fetched after the list, which is
sooner."""

from datetime import timedelta
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sturmwarte.core.query.tree import And, Field, Node
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.bounded import bounded
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.pages.asking import Asked, asked, may_of
from sturmwarte.station.archive.pages.chart import Chart, chart
from sturmwarte.station.archive.pages.facets import FACETS, facet_lists
from sturmwarte.station.archive.records import Overview
from sturmwarte.station.foresee.pages.course import gaps
from sturmwarte.station.frame.access import page
from sturmwarte.station.people.permissions import POSTS
from sturmwarte.station.plan.pages.active import active_plan

PATIENCE = timedelta(seconds=4)
"""Nobody waits longer for a number; the page then says that it does not know it."""


@page(POSTS)
def beside(request: HttpRequest) -> HttpResponse:
    """The fragment; nothing for a query that cannot be used."""
    wanted = asked(request.GET)
    words = {"asked": wanted, **({} if wanted.wrong else counted(wanted, may_of(request)))}
    return render(request, "archive/beside.html", words)


def counted(wanted: Asked, may: May) -> dict[str, Any]:
    """Count, facets and chart of a search; `late` when the database would have taken too long."""
    zone = timezone.get_current_timezone()
    try:
        with bounded(PATIENCE):
            found = Archive().overview(wanted.search(may), FACETS, "hour", zone, most=40)
    except OperationalError:
        return {"late": True}
    return {
        "count": found.count,
        "facets": facet_lists(found.facets, wanted, active_plan()),
        "chart": _chart(found, wanted),
    }


def _chart(found: Overview, wanted: Asked) -> Chart | None:
    times = [at for at, _ in found.histogram.buckets]
    if not times:
        return None
    since = wanted.between.since or min(times)
    until = wanted.between.until or max(times) + timedelta(hours=1)
    states = Archive().coverage(None, None, since, until)
    silent = gaps(states, since, until, _topics(wanted.node))
    return chart(found.histogram, silent, wanted.between, wanted)


def _topics(node: Node | None) -> list[str]:
    """The topics every found post belongs to: where none of their sources was heard, nobody heard them."""
    parts = node.parts if isinstance(node, And) else (node,)
    return [str(part.value) for part in parts if isinstance(part, Field) and part.name == "topic"]
