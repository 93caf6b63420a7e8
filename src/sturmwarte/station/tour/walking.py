"""How far somebody has come on the tour: in a cookie, since nobody else needs to know."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sturmwarte.station.frame.access import call
from sturmwarte.station.people.first_run import is_demo
from sturmwarte.station.tour.stops import STOPS, Stop

COOKIE, OFF = "tour", "off"
_DAY_S = 86_400


@dataclass(frozen=True)
class Walk:
    """`stop` is where the tour stands now; `at` counts from 1. `here`: the page shown is that one."""

    stop: Stop
    at: int
    of: int
    here: bool
    url: str

    @property
    def last(self) -> bool:
        return self.at == self.of


def tour(request: HttpRequest) -> dict[str, Any]:
    """For every template of a demo: the tour, None once it was dismissed."""
    return {"tour": lambda: _walk(request)}


@call(None)
def walk(request: HttpRequest) -> HttpResponse:
    """On to a stop, counted from 1, or off the tour (`to` = off)."""
    wanted = request.POST.get("to", "")
    if wanted == OFF or not wanted.isdecimal() or not 1 <= int(wanted) <= len(STOPS):
        response = HttpResponseRedirect(_address(STOPS[_at(request) - 1]))
        keep = OFF
    else:
        response = HttpResponseRedirect(_address(STOPS[int(wanted) - 1]))
        keep = str(int(wanted))
    response.set_cookie(
        COOKIE, keep, max_age=_DAY_S, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response


def _walk(request: HttpRequest) -> Walk | None:
    if not is_demo() or not request.user.is_authenticated or request.COOKIES.get(COOKIE) == OFF:
        return None
    at = _at(request)
    stop = STOPS[at - 1]
    here = request.path.startswith(reverse(stop.page))
    return Walk(stop, at, len(STOPS), here, _address(stop))


def _at(request: HttpRequest) -> int:
    kept = request.COOKIES.get(COOKIE, "1")
    return int(kept) if kept.isascii() and kept.isdecimal() and 1 <= int(kept) <= len(STOPS) else 1


def _address(stop: Stop) -> str:
    return reverse(stop.page) + stop.more
