"""What announced earlier waves, by topic."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sturmwarte.station.foresee.models import Sign
from sturmwarte.station.foresee.pages.listing import VIEWS
from sturmwarte.station.foresee.pages.sign_rows import SignRow, sign_rows
from sturmwarte.station.foresee.roles import BRING, SEE
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.pages.active import active_plan


@dataclass(frozen=True)
class Topic:
    name: str
    at: datetime
    rows: list[SignRow]


@page(SEE)
def signs(request: HttpRequest) -> HttpResponse:
    who, plan = of(request), active_plan()
    scopes = who.may_read().scopes
    rows = Sign.objects.order_by("topic")
    seen = [row for row in rows if any(scope.topic in {"", row.topic} for scope in scopes)]
    topics = [
        Topic(plan.name(row.topic, "topics") or _("All topics together"), row.at, found)
        for row in seen
        if (found := sign_rows(row.signs))
    ]
    words = {
        "here": "waves",
        "now": story_time(),
        "view": "signs",
        "views": VIEWS,
        "may_bring": who.has(BRING),
        "topics": topics,
    }
    return render(request, "foresee/signs.html", words)
