"""Who else is on a case right now. See presence.py: nothing of it is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.station.frame import passing
from sturmwarte.station.frame.access import call, page, signed_in
from sturmwarte.station.people.permissions import CASES
from sturmwarte.station.respond.pages.desk import visible_case
from sturmwarte.station.respond.presence import PRESENCE, Here

LONGEST = 40


@page(CASES)
def present(request: HttpRequest, id: int) -> HttpResponse:
    """The line that names the others; nothing for somebody alone."""
    case = visible_case(request, id)
    return _line(request, case.pk)


@call(CASES)
def tell_here(request: HttpRequest, id: int) -> HttpResponse:
    """The page says that it still is there, whether its reader writes, or that it leaves."""
    case, me = visible_case(request, id), signed_in(request)
    tab = request.POST.get("page", "")[:LONGEST]
    if request.POST.get("gone"):
        news = PRESENCE.leave(case.pk, tab, me.pk)
    else:
        news = PRESENCE.tell(case.pk, tab, Here(me.pk, str(me), bool(request.POST.get("writes"))))
    if news:
        passing.tell("presence", str(case.pk))
    return _line(request, case.pk)


def _line(request: HttpRequest, case: int) -> HttpResponse:
    return render(request, "respond/present.html", {"others": PRESENCE.on(case, signed_in(request).pk)})
