"""Saved lists: one's own and those that colleagues share."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import CASES, Permissions
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.save_view import forget_view, save_view
from sturmwarte.station.respond.models import SavedView
from sturmwarte.station.respond.pages.asked import asked, asked_of


@dataclass(frozen=True)
class Saved:
    """`by` is empty for one's own."""

    id: int
    name: str
    query: str
    shared: bool
    by: str


def saved_for(who: Permissions) -> list[Saved]:
    """One's own first. A list shows what the reader may see, whoever saved it."""
    rows = SavedView.objects.filter(Q(user=who.user) | Q(shared=True)).select_related("user")
    found = [
        Saved(
            row.pk, row.name, _tidy(row.query), row.shared, "" if row.user_id == who.user else str(row.user)
        )
        for row in rows.order_by("name", "pk")
    ]
    return sorted(found, key=lambda one: bool(one.by))


@call(CASES)
def save_list(request: HttpRequest) -> HttpResponse:
    wish = asked_of(request)
    try:
        name, shared = request.POST.get("name", ""), bool(request.POST.get("shared"))
        view = save_view(signed_in(request), name, wish.query, story_time(), shared=shared)
        messages.success(request, _("Saved as “%s”.") % view.name)
    except CaseError as problem:
        messages.error(request, str(problem))
    return redirect(f"{reverse('desk')}?{wish.query}")


@call(CASES)
def forget_list(request: HttpRequest, id: int) -> HttpResponse:
    try:
        view = forget_view(signed_in(request), id, story_time())
        messages.success(request, _("“%s” is forgotten.") % view.name)
    except CaseError as problem:
        messages.error(request, str(problem))
    return redirect(f"{reverse('desk')}?{asked_of(request).query}")


def _tidy(query: str) -> str:
    """As this version writes it: what it no longer knows is left out."""
    return asked(dict(parse_qsl(query))).query
