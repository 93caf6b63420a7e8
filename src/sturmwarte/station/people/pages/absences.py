"""Who is away: the teams of the plan with the weeks to come, and the form to enter it."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call, page, signed_in
from sturmwarte.station.people.actions import absences as actions
from sturmwarte.station.people.errors import NotYours, PeopleError
from sturmwarte.station.people.forms_people import AbsenceForm
from sturmwarte.station.people.models import Absence, User
from sturmwarte.station.people.pages.undo import did, done
from sturmwarte.station.people.pages.weeks import calendar
from sturmwarte.station.people.permissions import STAFF, of
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.plan.roles import EDIT


@page(STAFF)
def absences(request: HttpRequest) -> HttpResponse:
    return _show(request)


@call(STAFF)
def enter(request: HttpRequest) -> HttpResponse:
    user, plan, now = signed_in(request), active_plan(), timezone.now()
    form = AbsenceForm(plan, _for(user, plan, now), request.POST)
    if not form.is_valid():
        return _show(request, form=form)
    given = form.cleaned_data
    try:
        made = actions.enter(
            user, given["person"], form.begins(now), given["until"], given["deputy"], given["note"], now
        )
    except NotYours:
        raise Http404 from None
    except PeopleError as problem:
        form.add_error(problem.field or None, str(problem))
        return _show(request, form=form)
    said = _("%(name)s is entered as away.") % {"name": plan.name(made.person)}
    did(request, said, reverse("withdraw_absence", args=[made.pk]))
    return redirect("absences")


@call(STAFF)
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    return _change(request, id, actions.withdraw, _("%(name)s is back."), "restore_absence")


@call(STAFF)
def restore(request: HttpRequest, id: int) -> HttpResponse:
    return _change(request, id, actions.restore, _("%(name)s is away as entered before."), "withdraw_absence")


def _change(request: HttpRequest, id: int, act: Any, said: str, back: str) -> HttpResponse:
    absence = get_object_or_404(Absence, pk=id)
    try:
        act(signed_in(request), absence, timezone.now())
    except NotYours:
        raise Http404 from None
    did(request, said % {"name": active_plan().name(absence.person)}, reverse(back, args=[id]))
    return redirect("absences")


def _show(request: HttpRequest, **more: Any) -> HttpResponse:
    user, plan, now = signed_in(request), active_plan(), timezone.now()
    mine = _for(user, plan, now)
    today = timezone.localdate(now)
    words = {
        "here": "absences",
        "done": done(request),
        "calendar": calendar(plan, now, frozenset(mine)),
        "form": AbsenceForm(plan, mine, initial={"person": user.person, "start": today, "until": today}),
        "may_enter": bool(mine),
        "may_edit_plan": of(request).has(EDIT),
        "has_plan": plan.plan is not None,
        "linked": bool(user.person),
        "now": now,
    }
    return render(request, "people/absences.html", words | more)


def _for(user: User, plan: ActivePlan, now: datetime) -> list[str]:
    """For whom this reader may enter absences, themselves first."""
    found = [one for one in plan.ids("people") if actions.may_enter(user, one, now, plan)]
    return sorted(found, key=lambda one: one != user.person)
