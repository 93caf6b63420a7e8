"""The history of the plan: the list, one of them beside it, and what it changed against any other."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.core.plan.lines import FileDifference, file_differences
from sturmwarte.core.plan.load import load
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.frame.access import page
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.models import PlanSnapshot
from sturmwarte.station.plan.pages.changes import Told, changes
from sturmwarte.station.plan.pages.history.listing import PAGE, Row, choices, listing, row
from sturmwarte.station.plan.pages.history.restoring import outcome
from sturmwarte.station.plan.roles import EDIT, LIFE


@dataclass(frozen=True)
class Compared:
    """`words` is None where one of the two can no longer be read, so that only the files can be compared."""

    older: Row
    newer: Row
    words: Told | None
    files: list[FileDifference]


@page(LIFE)
def history(request: HttpRequest) -> HttpResponse:
    return _page(request, None)


@page(LIFE)
def snapshot(request: HttpRequest, id: int) -> HttpResponse:
    found = PlanSnapshot.objects.filter(pk=id).first()
    if found is None:
        raise Http404
    return _page(request, found)


def _page(request: HttpRequest, chosen: PlanSnapshot | None) -> HttpResponse:
    given = request.GET.get("from", "")
    start = int(given) if given.isdecimal() and len(given) < 7 else 0
    rows, more = listing(start)
    against = _against(request, chosen) if chosen else None
    return render(
        request,
        "plan/history.html",
        {
            "here": "plan",
            "room": "plan_history",
            "rows": rows,
            "start": start,
            "next": start + PAGE if more else None,
            "previous": max(start - PAGE, 0) if start else None,
            "chosen": row(chosen) if chosen else None,
            "compared": compared(against, chosen) if chosen and against else None,
            "against": against.pk if against else None,
            "others": [one for one in choices() if one.id != chosen.pk] if chosen else [],
            "files": sorted(chosen.files.items()) if chosen else [],
            "as": request.GET.get("as", "words"),
            "outcome": outcome(request.GET.get("trial", "")) if of(request).has(EDIT) else None,
            "may": of(request).has(EDIT),
        },
    )


def _against(request: HttpRequest, chosen: PlanSnapshot) -> PlanSnapshot | None:
    """The one asked for, else the one it replaced."""
    given = request.GET.get("against", "")
    if given.isdecimal() and len(given) < 18 and int(given) != chosen.pk:
        if found := PlanSnapshot.objects.filter(pk=given).first():
            return found
        raise Http404
    return chosen.replaces


def compared(one: PlanSnapshot, other: PlanSnapshot) -> Compared:
    """Always from the older to the newer, so that `added` means what people take it for."""
    older, newer = sorted((one, other), key=lambda snapshot: snapshot.pk)
    before, after = plan_of(older), plan_of(newer)
    words = changes(before, after) if before and after else None
    return Compared(row(older), row(newer), words, file_differences(older.files, newer.files))


def plan_of(snapshot: PlanSnapshot) -> Plan | None:
    """None for one whose checks were others, as when a later version of the program made it."""
    return _loaded(snapshot.pk, snapshot.version)


@lru_cache(maxsize=8)
def _loaded(id: int, _version: str) -> Plan | None:
    return load(PlanSnapshot.objects.values_list("files", flat=True).get(pk=id), SECTIONS).plan
