"""Places in addresses: `/plan/draft/triage/rules.3/` is the fourth rule, `-` a section's own fields."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse

from sturmwarte.core.plan.section import Path
from sturmwarte.station.plan.forms.entries import lists, shape_at, value_at
from sturmwarte.station.plan.forms.reading import ABSENT
from sturmwarte.station.plan.forms.shapes import Rows, section_named, shape_of


def path_of(section: str, place: str, data: Mapping[str, Any]) -> Path:
    """The path an address names; 404 where the plan has no such place."""
    if section_named(section) is None:
        raise Http404
    if place == "-":
        if isinstance(shape_of(section), Rows):
            raise Http404
        return (section,)
    *keys, last = place.split(".")
    if not last.isdecimal() or len(last) > 5:
        raise Http404
    path: Path = (section, *keys, int(last))
    if path[:-1] not in lists(section) or value_at(data, path) is ABSENT:
        raise Http404
    shape_at(path)
    return path


def list_of(section: str, key: str) -> Path:
    """The list of a section that a form names; empty for that of the section itself."""
    path = (section, key) if key else (section,)
    if section_named(section) is None or path not in lists(section):
        raise Http404
    return path


def address(path: Path) -> str:
    place = ".".join(map(str, path[1:])) or "-"
    return reverse("plan_entry", args=[path[0], place])
