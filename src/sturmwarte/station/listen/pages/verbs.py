"""What people do about a source. Each call leads back to its page, which then shows what was done."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call
from sturmwarte.station.listen.actions.remove import remove
from sturmwarte.station.listen.actions.rest import rest, wake
from sturmwarte.station.listen.errors import SourceError
from sturmwarte.station.listen.pages.outcome import tried
from sturmwarte.station.listen.pages.source import found, show
from sturmwarte.station.listen.probes import ask_probe
from sturmwarte.station.listen.roles import CHANGE, demand
from sturmwarte.station.people.permissions import of


@call(CHANGE)
def rest_source(request: HttpRequest, id: str) -> HttpResponse:
    row, now = found(id), timezone.now()
    given = request.POST.get("until", "")
    until = _last_moment(given)
    if given and until is None:
        return _refused(request, id, _("Write the date as year, month, day: 2026-12-24."))
    why = request.POST.get("reason", "")
    return _done(request, id, lambda: rest(of(request), row.pk, why, until, now), _("The source rests."))


@call(CHANGE)
def wake_source(request: HttpRequest, id: str) -> HttpResponse:
    row = found(id)
    return _done(
        request,
        id,
        lambda: wake(of(request), row.pk, timezone.now()),
        _("The source is awake. Listening begins."),
    )


@call(CHANGE)
def remove_source(request: HttpRequest, id: str) -> HttpResponse:
    row = found(id)
    why = request.POST.get("reason", "")
    try:
        remove(of(request), row.pk, why, timezone.now())
    except SourceError as problem:
        return _refused(request, id, str(problem))
    messages.success(request, _("The source is removed and its access data are forgotten. Its posts stay."))
    return redirect("sources")


@call(CHANGE)
def probe_source(request: HttpRequest, id: str) -> HttpResponse:
    row = found(id)

    def ask() -> None:
        ask_probe(row, demand(of(request), row.channel), timezone.now())

    return _done(request, id, ask, _("A marked post is on its way. Its delay will stand here."))


@call(CHANGE)
def try_source(request: HttpRequest, id: str) -> HttpResponse:
    """Asks the platform now, who we are there or what would come, and shows the answer on the page."""
    row = found(id)
    try:
        demand(of(request), row.channel)
    except SourceError as problem:
        return _refused(request, id, str(problem))
    asked = "preview" if request.POST.get("do") == "preview" else "check"
    return show(request, row, outcome=tried(row, asked))


def _last_moment(given: str) -> datetime | None:
    """The end of the day that was chosen."""
    try:
        day = parse_date(given)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None


def _done(request: HttpRequest, id: str, action: Callable[[], object], words: str) -> HttpResponse:
    try:
        action()
    except SourceError as problem:
        return _refused(request, id, str(problem))
    messages.success(request, words)
    return redirect("source", id)


def _refused(request: HttpRequest, id: str, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("source", id)
