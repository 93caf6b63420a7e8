"""Corrects the reading of a post, and takes a correction back. Answers with the reading as it stands then."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from sturmwarte.station.archive.records import Found
from sturmwarte.station.archive.templatetags.archive import post_url
from sturmwarte.station.frame.access import call, page
from sturmwarte.station.people.permissions import POSTS, of
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.understand.actions.label import correct
from sturmwarte.station.understand.actions.undo import undo_dimension
from sturmwarte.station.understand.errors import LabelError
from sturmwarte.station.understand.pages import words
from sturmwarte.station.understand.pages.block import block
from sturmwarte.station.understand.pages.problems import said
from sturmwarte.station.understand.pages.reach import reach
from sturmwarte.station.understand.roles import LABEL


@page(POSTS)
def reading(request: HttpRequest) -> HttpResponse:
    """The rows alone: fetched again when somebody corrected the post or the engine has applied it."""
    found = reach(request, request.GET.get("network", ""), request.GET.get("id", ""))
    shown = block(found, active_plan(), of(request))
    return render(request, "understand/rows.html", {"reading": shown})


@call(LABEL)
def correct_reading(request: HttpRequest) -> HttpResponse:
    dimension, value = request.POST.get("dimension", ""), request.POST.getlist("value")
    value = [label for label in value if label not in {"", "no"}]
    name, chosen = words.name(dimension), words.listed_labels(dimension, value, active_plan())
    told = _("%(name)s: %(value)s") % {"name": name, "value": chosen}
    return _done(
        request, lambda found: correct(of(request), found, dimension, value, timezone.now()), told, dimension
    )


@call(LABEL)
def take_back(request: HttpRequest) -> HttpResponse:
    dimension = request.POST.get("dimension", "")
    told = _("Taken back: %s") % words.name(dimension)
    return _done(
        request, lambda found: undo_dimension(of(request), found, dimension, timezone.now()), told, ""
    )


def _done(request: HttpRequest, act: Callable[[Found], object], told: str, undo: str) -> HttpResponse:
    """`undo` is the dimension whose correction the message offers to take back."""
    found = reach(request, request.POST.get("network", ""), request.POST.get("id", ""))
    problem = ""
    try:
        act(found)
    except LabelError as refused:
        problem = said(refused)
    if "HX-Request" not in request.headers:
        (messages.error if problem else messages.success)(request, problem or told)
        return redirect(_back(request, found))
    shown = block(found, active_plan(), of(request))
    answer = {"reading": shown, "words": told, "undo": undo, "problem": problem}
    return render(request, "understand/said.html", answer, status=409 if problem else 200)


def _back(request: HttpRequest, found: Found) -> str:
    wish = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()}):
        return wish
    return post_url(*found.post.identity)
