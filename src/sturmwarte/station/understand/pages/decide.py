"""Which version of what was learned is at work: for the owner and leads, with a reason for the trail."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call
from sturmwarte.station.people.permissions import of
from sturmwarte.station.understand.actions.ask import refit_now
from sturmwarte.station.understand.actions.versions import activate_version, undo_version
from sturmwarte.station.understand.errors import LabelError
from sturmwarte.station.understand.pages.problems import said
from sturmwarte.station.understand.roles import VERSIONS


@call(VERSIONS)
def refit(request: HttpRequest) -> HttpResponse:
    return _done(
        request,
        lambda: refit_now(of(request), timezone.now()),
        _("The station is learning anew. This takes some seconds; the page shows the result by itself."),
    )


@call(VERSIONS)
def activate(request: HttpRequest, number: int) -> HttpResponse:
    return _done(
        request,
        lambda: activate_version(of(request), number, _reason(request), timezone.now()),
        _("Version %s is at work from now on.") % number,
    )


@call(VERSIONS)
def undo(request: HttpRequest) -> HttpResponse:
    return _done(
        request,
        lambda: undo_version(of(request), _reason(request), timezone.now()),
        _("Taken back: the version before is at work again."),
    )


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:1000]


def _done(request: HttpRequest, act: Callable[[], object], told: str) -> HttpResponse:
    try:
        act()
    except LabelError as problem:
        messages.error(request, said(problem))
    else:
        messages.success(request, told)
    return redirect("learning")
