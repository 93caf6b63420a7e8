"""The register of requests: what people asked, until when, what became of it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from sturmwarte.station.frame.access import page
from sturmwarte.station.people.permissions import of
from sturmwarte.station.privacy.models import Request
from sturmwarte.station.privacy.pages.words import KINDS, STATES, tabs
from sturmwarte.station.privacy.roles import HOLDS, PERSONS, ROOM
from sturmwarte.station.upkeep.pages.shown import shown

SHOWN = 200


@dataclass(frozen=True)
class Row:
    request: Request
    kind: str
    state: str
    days_left: int
    open: bool


@page(ROOM)
def privacy(request: HttpRequest) -> HttpResponse:
    """Each role's own first page of the room."""
    who = of(request)
    if not who.has(PERSONS):
        return redirect("holds" if who.has(HOLDS) else "documents")
    words = {"here": "privacy", "room": "requests", "tabs": tabs(who), "now": timezone.now(), "rows": rows()}
    return shown(request, "privacy/register.html", {"register": "privacy/register_body.html"}, words)


def rows() -> list[Row]:
    """The open ones first, by what is due first; then the others, the newest first."""
    found = [row(one) for one in Request.objects.order_by("-noted_at", "-pk")[:SHOWN]]
    open_ones = sorted((one for one in found if one.open), key=lambda one: one.request.due)
    return [*open_ones, *(one for one in found if not one.open)]


def row(one: Request) -> Row:
    is_open = one.state in {Request.State.OPEN, Request.State.UNDER_WAY}
    left = (one.due - timezone.localdate()).days
    return Row(one, str(KINDS[one.kind]), str(STATES[one.state]), left, is_open)
