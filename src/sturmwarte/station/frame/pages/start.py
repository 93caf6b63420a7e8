"""The address without a path: leads everyone to where their work is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sturmwarte.station.frame.access import call, page
from sturmwarte.station.frame.rail import places
from sturmwarte.station.people.permissions import of


@page(None)
def start(request: HttpRequest) -> HttpResponse:
    open_places = places(of(request))
    if not open_places:
        return render(request, "frame/nothing_yet.html")
    return redirect(open_places[0]["url"])


@call(None, methods=("GET",))
def strip_fragment(request: HttpRequest) -> HttpResponse:
    """The strip alone, fetched again after each change; the counts of the rail come with it."""
    return render(request, "frame/strip_again.html")
