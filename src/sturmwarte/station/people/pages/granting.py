"""Gives and takes permissions, and shows beforehand what one would open."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call, page, signed_in
from sturmwarte.station.people.actions import grants
from sturmwarte.station.people.actions.grants import Given
from sturmwarte.station.people.errors import PeopleError
from sturmwarte.station.people.forms_people import GrantForm
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.people.pages.people import show
from sturmwarte.station.people.pages.undo import did
from sturmwarte.station.people.permissions import PEOPLE, Held
from sturmwarte.station.people.sentences import sentence
from sturmwarte.station.people.sight import sight, with_one_more
from sturmwarte.station.plan.pages.active import active_plan


@call(PEOPLE)
def grant(request: HttpRequest, id: int) -> HttpResponse:
    user, plan, now = get_object_or_404(User, pk=id), active_plan(), timezone.now()
    form = GrantForm(plan, request.POST)
    if not form.is_valid():
        return show(request, user, grant=form)
    try:
        made = grants.grant(signed_in(request), user, Given(**form.cleaned_data), now)
    except PeopleError as problem:
        form.add_error(problem.field or None, str(problem))
        return show(request, user, grant=form)
    words = sentence(made.role, made.channel, made.topic, made.until, plan, now)
    did(request, _("Given: %(what)s") % {"what": words}, reverse("revoke", args=[user.pk, made.pk]))
    return redirect("person", user.pk)


@call(PEOPLE)
def revoke(request: HttpRequest, id: int, grant: int) -> HttpResponse:
    held = get_object_or_404(Grant, pk=grant, user_id=id)
    plan, now = active_plan(), timezone.now()
    try:
        given = grants.revoke(signed_in(request), held, now)
    except PeopleError as problem:
        did(request, str(problem))
        return redirect("person", id)
    words = sentence(given.role, given.channel, given.topic, given.until, plan, now)
    back = reverse("grant", args=[id]) if given.until is None or given.until > now else ""
    until = timezone.localtime(given.until - timedelta(seconds=1)).date() if given.until else ""
    did(request, _("Taken away: %(what)s") % {"what": words}, back,
        role=given.role, channel=given.channel, topic=given.topic, until=until)  # fmt: skip
    return redirect("person", id)


@page(PEOPLE)
def preview(request: HttpRequest, id: int) -> HttpResponse:
    """What the permission in the form would say, and what the person would see with it."""
    user, plan, now = get_object_or_404(User, pk=id, sealed=None), active_plan(), timezone.now()
    form = GrantForm(plan, request.GET)
    if not form.is_valid():
        return render(request, "people/preview.html", {"form": form})
    given = Given(**form.cleaned_data)
    who = with_one_more(user, Held(given.role, given.channel, given.topic), now)
    words = sentence(given.role, given.channel, given.topic, given.until, plan, now)
    seen = {"words": words, "sight": sight(who, plan), "problem": _problem(request, user, given)}
    return render(request, "people/preview.html", seen)


def _problem(request: HttpRequest, user: User, given: Given) -> str:
    try:
        grants.check(signed_in(request), user, given, timezone.now())
    except PeopleError as problem:
        return str(problem)
    return ""
