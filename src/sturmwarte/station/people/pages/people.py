"""Who can sign in and what each may do; for the owner."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from sturmwarte.station.frame.access import page
from sturmwarte.station.people import sessions
from sturmwarte.station.people.away import away
from sturmwarte.station.people.factors.rule import rule
from sturmwarte.station.people.forms_people import GrantForm, InviteForm
from sturmwarte.station.people.letters import can_mail
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.people.pages.rows import rows, told
from sturmwarte.station.people.pages.undo import done
from sturmwarte.station.people.permissions import PEOPLE, permissions
from sturmwarte.station.people.sight import sight
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan

SOON = timedelta(days=30)
"""So long before its end a permission is shown among those that run out."""


@page(PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    return show(request)


@page(PEOPLE)
def person(request: HttpRequest, id: int) -> HttpResponse:
    return show(request, get_object_or_404(User, pk=id, sealed=None))


def show(request: HttpRequest, chosen: User | None = None, **more: Any) -> HttpResponse:
    """The list, with one person beside it; `more` are forms that came back with errors, or a fresh link."""
    plan, now = active_plan(), timezone.now()
    users = list(User.objects.filter(sealed=None).prefetch_related("grants").order_by("name", "email"))
    words = {
        "here": "people",
        "rows": rows(users, plan, now, away(now), rule()),
        "without_login": _without_login(users, plan),
        "ending": _ending(plan, now),
        "chosen": chosen,
        "done": done(request),
        "invite": InviteForm(initial={"language": "de"} | _asked(request)),
        "inviting": "invite" in request.GET,
        "by_mail": can_mail(),
        "now": now,
    }
    if chosen is not None:
        words |= _about(chosen, plan, now)
    return render(request, "people/people.html", words | more)


def _about(chosen: User, plan: ActivePlan, now: datetime) -> dict[str, Any]:
    return {
        "grants": [told(grant, plan, now) for grant in chosen.grants.order_by("pk")],
        "grant": GrantForm(plan),
        "sight": sight(permissions(chosen, now), plan),
        "plan_person": plan.name(chosen.person, "people"),
        "plan_teams": [plan.name(one) for one in sorted(plan.names_of(chosen.person) - {chosen.person})],
        "plan_people": [(id, plan.name(id, "people")) for id in plan.ids("people")],
        "away_until": away(now).get(chosen.person),
        "sessions": sessions.under_way(chosen, now),
    }


def _without_login(users: list[User], plan: ActivePlan) -> list[Any]:
    linked = {user.person for user in users}
    return [one for one in plan.section("people") or () if one.id not in linked]


def _ending(plan: ActivePlan, now: datetime) -> list[Any]:
    """Permissions that run out within a month, the next first."""
    soon = Q(until__gt=now, until__lte=now + SOON, user__is_active=True, user__sealed=None)
    return [
        told(grant, plan, now)
        for grant in Grant.objects.filter(soon).select_related("user").order_by("until")
    ]


def _asked(request: HttpRequest) -> dict[str, str]:
    """Name and address of somebody of the plan whom the owner is about to invite."""
    return {name: request.GET[name][:254] for name in ("name", "email") if name in request.GET}
