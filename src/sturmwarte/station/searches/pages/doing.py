"""What is done with saved searches from the archive's page: each call shows the list anew."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sturmwarte.station.archive.pages.asking import asked
from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.frame.clock import now
from sturmwarte.station.people.permissions import POSTS, of
from sturmwarte.station.searches.actions import remove as removing
from sturmwarte.station.searches.actions.change import change as change_action
from sturmwarte.station.searches.actions.keep import keep as keep_action
from sturmwarte.station.searches.actions.look import look as look_action
from sturmwarte.station.searches.errors import NoSuchSearch, SearchError
from sturmwarte.station.searches.pages.saved import listed


@call(POSTS)
def keep(request: HttpRequest) -> HttpResponse:
    user, who, wanted = signed_in(request), of(request), asked(request.POST)
    name, shared = request.POST.get("name", ""), request.POST.get("shared", "")

    def do() -> None:
        keep_action(user, who, name, wanted.text, wanted.order, wanted.verdict, shared, now())

    return _done(request, do)


@call(POSTS)
def change(request: HttpRequest, number: int) -> HttpResponse:
    user, who = signed_in(request), of(request)
    name, shared = request.POST.get("name", ""), request.POST.get("shared", "")
    return _done(request, lambda: change_action(user, who, number, name, shared, now()))


@call(POSTS)
def remove(request: HttpRequest, number: int) -> HttpResponse:
    user, who = signed_in(request), of(request)
    return _done(request, lambda: removing.remove(user, who, number, now()))


@call(POSTS)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    user, who = signed_in(request), of(request)
    return _done(request, lambda: removing.restore(user, who, number, now()))


@call(POSTS)
def look(request: HttpRequest, number: int) -> HttpResponse:
    try:
        look_action(signed_in(request), of(request), number, now())
    except NoSuchSearch:
        raise Http404 from None
    return HttpResponse(status=204)


def _done(request: HttpRequest, do: Callable[[], object]) -> HttpResponse:
    """The list again, with what was wrong above it; a whole page for browsers without scripts."""
    problem = ""
    try:
        do()
    except NoSuchSearch:
        raise Http404 from None
    except SearchError as error:
        problem = str(error)
    if "HX-Request" in request.headers:
        return listed(request, request.POST, problem)
    if problem:
        messages.error(request, problem)
    return redirect(f"{reverse('saved')}?{asked(request.POST).address}")
