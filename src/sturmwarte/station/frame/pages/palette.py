"""What the command palette asks: once when it opens, and again for what is typed."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from sturmwarte.station.frame.access import call
from sturmwarte.station.frame.palette import offered
from sturmwarte.station.people.permissions import of


@call(None, methods=("GET",))
def palette(request: HttpRequest) -> HttpResponse:
    response = JsonResponse({"hits": offered(of(request), request.GET.get("q", ""))})
    response["Cache-Control"] = "no-store"
    return response
