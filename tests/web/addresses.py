"""Every address of the station, found in the resolver; nothing is listed by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from sturmwarte.station.frame.access import Declared, declared


@dataclass(frozen=True)
class Address:
    """A route with what its view declared about itself; `url` has sample values in it."""

    name: str
    url: str
    says: Declared | None
    view: Any


def addresses(samples: dict[str, dict[str, Any]]) -> list[Address]:
    """`samples`: per address name the values of its places; the key "" holds those for all others."""
    found = []
    for route, pattern in _flat(get_resolver().url_patterns):
        name = str(pattern.name)
        url = _filled(route, samples.get(name, samples.get("", {})))
        found.append(Address(name, url, declared(pattern.callback), pattern.callback))
    return found


def _flat(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _flat(pattern.url_patterns, route)
        else:
            yield route, pattern


def _filled(route: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        for kind in ("int:", "str:", "slug:", "path:", ""):
            route = route.replace(f"<{kind}{name}>", str(value))
    assert "<" not in route, f"the test has no sample value for a place in {route}: add one"
    return route
