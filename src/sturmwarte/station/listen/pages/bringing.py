"""Recorded posts from a file: last month's export of another tool, or of a platform."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call, page
from sturmwarte.station.frame.uploads import UploadError
from sturmwarte.station.listen.actions.bring import bring, brought
from sturmwarte.station.listen.errors import SourceError
from sturmwarte.station.listen.roles import CHANGE, may_change
from sturmwarte.station.people.permissions import of

_PART = "brought"


@page(CHANGE)
def bringing(request: HttpRequest) -> HttpResponse:
    who = of(request)
    may = may_change(who, "")
    words = {
        "here": "sources",
        "now": timezone.now(),
        "may_bring": may,
        "rows": brought(who) if may else [],
    }
    part = "listen/brought.html" if request.headers.get("HX-Target") == _PART else "listen/bringing.html"
    response = render(request, part, words)
    response["Vary"] = "HX-Target, Cookie"
    return response


@call(CHANGE)
def bring_posts(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose a file first: posts as JSON lines, or a table."))
        return redirect("bringing")
    given = {name: request.POST.get(name, "") for name in ("channel", "mapping")}
    return _done(
        request,
        lambda: bring(of(request), file.name or "", file.chunks(), timezone.now(), **given),
        _("The posts are being read. How far it is shows here."),
    )


def _done(request: HttpRequest, act: Callable[[], object], told: str) -> HttpResponse:
    try:
        act()
    except (SourceError, UploadError) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, told)
    return redirect("bringing")
