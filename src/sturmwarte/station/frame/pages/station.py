"""The station's rooms at a glance: each that the reader may enter, with what one does there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.rail import STATION


@page(STATION)
def station(request: HttpRequest) -> HttpResponse:
    return render(request, "frame/station.html", {"here": "station"})
