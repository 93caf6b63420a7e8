"""The situation at a glance: the level and why, what moves, how much is said, what waits, who answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sturmwarte.station.archive import Archive, May, Search
from sturmwarte.station.foresee import sight
from sturmwarte.station.foresee.pages.around import responsible
from sturmwarte.station.foresee.pages.habit import topics_for
from sturmwarte.station.foresee.pages.lines import lines
from sturmwarte.station.foresee.pages.saying import because
from sturmwarte.station.foresee.pages.situation.volume import DAY, Volumes, volumes
from sturmwarte.station.foresee.pages.situation.wants import wants
from sturmwarte.station.foresee.pages.situation.work import COLUMNS, work
from sturmwarte.station.foresee.pages.told import ranked
from sturmwarte.station.foresee.roles import SEE
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.frame.duty import on_duty
from sturmwarte.station.listen.pages.unheard import hearing
from sturmwarte.station.listen.roles import CHANGE
from sturmwarte.station.listen.roles import SEE as SEE_SOURCES
from sturmwarte.station.people.permissions import CASES, of
from sturmwarte.station.plan.pages.active import active_plan

_PART = "lage"
_MOST_WAVES = 6


@page(SEE)
def lage(request: HttpRequest) -> HttpResponse:
    part = "foresee/lage_body.html" if request.headers.get("HX-Target") == _PART else "foresee/lage.html"
    response = render(request, part, {"here": "lage"} | _words(request))
    response["Vary"] = "HX-Target, Cookie"
    return response


def _begins(day: Volumes, may: May) -> bool:
    """Is the station so new that the page should say what to do first: nothing was ever heard."""
    quiet = not any(one.n or one.before for one in day.topics)
    return quiet and not Archive().search(Search(limit=1, may=may)).posts


def _words(request: HttpRequest) -> dict[str, Any]:
    who, now, plan = of(request), story_time(), active_plan()
    may = who.may_read()
    found = ranked(sight.under_way(may))
    heard = [seen for seen in found if not seen.row.muted]
    # The highest level counts, also that of a wave that is over and has not been stepped down from.
    highest = max(heard, key=lambda seen: seen.severity, default=None)
    level = highest.level if highest else "green"
    day = volumes(plan, may, now)
    return {
        "now": now,
        "beginning": not found and (plan.plan is None or _begins(day, may)),
        "level": level,
        "why": because(highest, plan),
        "why_address": reverse("wave", args=[highest.row.wave]) if highest else "",
        "why_topic": plan.name(highest.row.topic, "topics") if highest else "",
        "waves": lines(found[:_MOST_WAVES], plan, now),
        "more": max(0, len(found) - _MOST_WAVES),
        "volumes": day,
        "wants": wants(may, topics_for(may, plan.ids("topics")), now),
        "columns": COLUMNS,
        "work": work(who, plan, now) if who.has(CASES) else None,
        "responsible": responsible(level, found, plan),
        "duty": on_duty(now, who.person),
        "hearing": hearing(plan, Archive().coverage(None, "", now - DAY, now))
        if who.has(SEE_SOURCES)
        else None,
        "has_plan": plan.plan is not None,
        "may_add": who.has(CHANGE),
    }
