"""Your storms: bring last year's export, and see when the station would have warned."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.foresee.actions.bring import bring, forget_storm
from sturmwarte.station.foresee.actions.bring import storms as all_storms
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.foresee.models import Storm
from sturmwarte.station.foresee.pages.listing import VIEWS
from sturmwarte.station.foresee.pages.report import reports
from sturmwarte.station.foresee.roles import BRING
from sturmwarte.station.frame.access import call, page
from sturmwarte.station.people.permissions import of

_PART = "storms"


@page(BRING)
def listing(request: HttpRequest) -> HttpResponse:
    """Recordings are judged in real time, so the wall clock counts here."""
    words = {
        "here": "waves",
        "now": timezone.now(),
        "view": "storms",
        "views": VIEWS,
        "may_bring": True,
        "storms": all_storms(of(request)),
    }
    part = "foresee/storm_rows.html" if request.headers.get("HX-Target") == _PART else "foresee/storms.html"
    response = render(request, part, words)
    response["Vary"] = "HX-Target, Cookie"
    return response


@call(BRING)
def bring_storm(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        messages.error(
            request, _("Choose a file first: CSV with timestamp and value, or posts as JSON lines.")
        )
        return redirect("storms")
    name = request.POST.get("name", "").strip() or file.name or ""
    return _done(
        request,
        lambda: bring(of(request), name, file.chunks(), timezone.now()),
        _("The recording is being judged. The report appears here by itself."),
    )


@page(BRING)
def storm(request: HttpRequest, id: int) -> HttpResponse:
    row = Storm.objects.filter(pk=id).first()
    if row is None:
        raise Http404
    words = {"here": "waves", "now": timezone.now(), "storm": row, "reports": reports(row.result)}
    return render(request, "foresee/storm.html", words)


@call(BRING)
def forget(request: HttpRequest, id: int) -> HttpResponse:
    return _done(request, lambda: forget_storm(of(request), id, timezone.now()), _("The report is deleted."))


def _done(request: HttpRequest, act: Callable[[], object], told: str) -> HttpResponse:
    try:
        act()
    except WaveError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, told)
    return redirect("storms")
