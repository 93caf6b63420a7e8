"""What every template gets: the reader's rail, strip, look and keys."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from sturmwarte.station.frame import keys, rail
from sturmwarte.station.frame.events import newest
from sturmwarte.station.frame.preferences import chosen
from sturmwarte.station.frame.strip import strip
from sturmwarte.station.people.first_run import is_demo
from sturmwarte.station.people.permissions import of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Lazy where it costs a query, so that fragments and error pages pay for nothing they do not show."""
    return {
        "theme": chosen(request, "theme"),
        "density": chosen(request, "density"),
        "languages": settings.LANGUAGES,
        "demo": is_demo(),
        "rail": cache(lambda: rail.places(of(request))),
        "rooms": cache(lambda: rail.rooms(of(request))),
        "strip": cache(lambda: strip(of(request))),
        "newest_change": newest,
        "keys_sheet": lambda: keys.sheet({place["id"]: place["url"] for place in _open_to(request)}),
    }


def _open_to(request: HttpRequest) -> list[dict[str, Any]]:
    """Every place and room this reader may go to."""
    return [*rail.places(of(request)), *rail.rooms(of(request))]
