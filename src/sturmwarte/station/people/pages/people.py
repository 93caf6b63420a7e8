"""Who can sign in and what each may do; for the owner."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call, page, signed_in
from sturmwarte.station.people.actions import logins
from sturmwarte.station.people.forms import GrantForm, InviteForm
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.people.permissions import PEOPLE
from sturmwarte.station.plan.pages.active import active_plan


@page(PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    return _show(request)


@page(PEOPLE)
def person(request: HttpRequest, id: int) -> HttpResponse:
    return _show(request, get_object_or_404(User, pk=id))


@call(PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    """Makes the login and shows its link: the one time it can be seen."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _show(request, invite=form)
    given = form.cleaned_data
    plan_id = active_plan().person_with(given["email"])
    try:
        user, link = logins.invite(
            signed_in(request), given["email"], given["name"], given["language"], plan_id, timezone.now()
        )
    except logins.PeopleError as problem:
        form.add_error("email", str(problem))
        return _show(request, invite=form)
    return _show(request, user, link=link)


@call(PEOPLE)
def new_link(request: HttpRequest, id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=id)
    return _show(request, user, link=logins.new_link(signed_in(request), user, timezone.now()))


@call(PEOPLE)
def grant(request: HttpRequest, id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=id)
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _show(request, user, grant=form)
    given = form.cleaned_data
    try:
        logins.grant(signed_in(request), user, timezone.now(), **given)
    except logins.PeopleError as problem:
        form.add_error("until", str(problem))
        return _show(request, user, grant=form)
    return redirect("person", user.pk)


@call(PEOPLE)
def revoke(request: HttpRequest, id: int, grant: int) -> HttpResponse:
    given = get_object_or_404(Grant, pk=grant, user_id=id)
    try:
        logins.revoke(signed_in(request), given, timezone.now())
    except logins.PeopleError as problem:
        messages.error(request, str(problem))
    return redirect("person", id)


@call(PEOPLE)
def switch(request: HttpRequest, id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=id)
    try:
        logins.switch(signed_in(request), user, request.POST.get("active") == "1", timezone.now())
    except logins.PeopleError as problem:
        messages.error(request, str(problem))
    return redirect("person", id)


def _show(request: HttpRequest, chosen: User | None = None, **more: Any) -> HttpResponse:
    if "link" in more:
        messages.info(request, _("The link works once. Hand it over on a way you trust."))
    plan = active_plan()
    words = {
        "here": "people",
        "users": User.objects.prefetch_related("grants").order_by("-is_active", "name", "email"),
        "chosen": chosen,
        "invite": InviteForm(initial={"language": "de"}),
        "grant": GrantForm(),
        "channels": plan.ids("channels"),
        "topics": plan.ids("topics"),
        "now": timezone.now(),
    }
    return render(request, "people/people.html", words | more)
