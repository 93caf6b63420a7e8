"""Bringing an earlier plan back, and what came of it."""

from dataclasses import dataclass
from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sturmwarte.core.plan.section import Problem
from sturmwarte.station.frame.access import call, page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.frame.texts import said
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.actions.restore import restore
from sturmwarte.station.plan.errors import RestoreError
from sturmwarte.station.plan.models import PlanSnapshot, Trial
from sturmwarte.station.plan.pages.history.listing import Row, row
from sturmwarte.station.plan.roles import EDIT


@dataclass(frozen=True)
class Outcome:
    """`now_active` is the plan that came of it; `before` the one it took the place of. `against` says in
    sentences what stood against it."""

    id: int
    state: str
    wanted: Row
    now_active: Row | None = None
    before: Row | None = None
    meanwhile: bool = False
    against: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@call(EDIT)
def restore_plan(request: HttpRequest, id: int) -> HttpResponse:
    if not PlanSnapshot.objects.filter(pk=id).exists():
        raise Http404
    try:
        trial = restore(of(request), id, request.POST.get("reason", ""), story_time())
    except RestoreError as refused:
        messages.error(request, str(refused))
        return redirect("plan_snapshot", id)
    return redirect(f"{reverse('plan_snapshot', args=[id])}?trial={trial.pk}")


@page(EDIT)
def trial_fragment(request: HttpRequest, id: int) -> HttpResponse:
    """What came of it so far, fetched again when the engine is done."""
    found = outcome(str(id))
    if found is None:
        raise Http404
    return render(request, "plan/restoring.html", {"outcome": found})


def outcome(id: str) -> Outcome | None:
    trial = Trial.objects.filter(pk=id, kind=Trial.Kind.ACTIVATE).first() if _number(id) else None
    if trial is None or trial.snapshot is None:
        return None
    result: dict[str, Any] = trial.result
    problems = msgspec.convert(result.get("errors", []), list[Problem])
    return Outcome(
        id=trial.pk,
        state=trial.state,
        wanted=row(trial.snapshot),
        now_active=_row(result.get("snapshot")),
        before=_row(result.get("instead_of")),
        meanwhile=bool(result.get("meanwhile")),
        against=tuple(f"{one.file}:{one.line}: {said(one.what)}" for one in problems),
        failed=tuple(result.get("failed", ())),
    )


def _row(id: int | None) -> Row | None:
    found = PlanSnapshot.objects.filter(pk=id).first() if id else None
    return row(found) if found else None


def _number(id: str) -> bool:
    return id.isascii() and id.isdigit() and len(id) < 18
