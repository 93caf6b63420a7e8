"""The line on every page while an emergency change holds, or while one waits for the reader's agreement."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.station.frame.access import call
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.frame.texts import said
from sturmwarte.station.people.permissions import CASES, Permissions
from sturmwarte.station.plan.actions.emergencies import standing
from sturmwarte.station.plan.actions.proposals import proposed, waiting
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.plan.roles import AGREE, covers
from sturmwarte.station.plan.told import told


@dataclass(frozen=True)
class Line:
    """`what` is the latest change and `more` how many others there are; `asks` is who asks the reader."""

    what: str
    until: datetime
    more: int = 0
    asks: str = ""


def emergency_line(who: Permissions, now: datetime | None = None) -> Line | None:
    """What to tell this reader; None on most days. What asks for their agreement comes first.

    For everyone who works with cases, since what is frozen or worded otherwise concerns whoever writes.
    """
    if not who.has(CASES):
        return None
    now = now or story_time()
    asking = [
        row
        for row in waiting(now)
        if who.person and who.user != row.user and who.person != row.by and covers(who, AGREE, proposed(row))
    ]
    holding = [one for one in standing() if one.holds(now)]
    if not asking and not holding:
        return None
    plan = active_plan()
    if asking:
        row = asking[-1]
        more = len(asking) - 1
        return Line(said(told(proposed(row), plan)), row.expires_at, more, plan.name(row.by))
    last = holding[-1]
    return Line(said(told(last.change, plan)), last.lapses_at, len(holding) - 1)


@call(None, methods=("GET",))
def line_fragment(request: HttpRequest) -> HttpResponse:
    """The line alone, fetched again after each change of the plan."""
    return render(request, "plan/emergency_line_words.html")
