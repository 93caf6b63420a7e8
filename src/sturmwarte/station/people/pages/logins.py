"""What the owner does to a login: invite, link, switch, sign out, tie to the plan, reset second factors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.people.actions import factors, logins
from sturmwarte.station.people.errors import PeopleError
from sturmwarte.station.people.forms_people import InviteForm
from sturmwarte.station.people.letters import can_mail
from sturmwarte.station.people.models import User
from sturmwarte.station.people.pages.people import show
from sturmwarte.station.people.pages.undo import did
from sturmwarte.station.people.permissions import PEOPLE
from sturmwarte.station.plan.pages.active import active_plan


@call(PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    """Makes the login and shows its link: the one time it can be seen."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return show(request, invite=form, inviting=True)
    given, actor = form.cleaned_data, signed_in(request)
    person = active_plan().person_with(given["email"])
    try:
        user, link = logins.invite(
            actor, given["email"], given["name"], given["language"], person, timezone.now(), mail=can_mail()
        )
    except PeopleError as problem:
        form.add_error(problem.field or None, str(problem))
        return show(request, invite=form, inviting=True)
    did(request, _("Login made."), reverse("uninvite", args=[user.pk]))
    return show(request, user, link=link)


@call(PEOPLE)
def uninvite(request: HttpRequest, id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=id, sealed=None)
    try:
        logins.withdraw_invitation(signed_in(request), user, timezone.now())
    except PeopleError as problem:
        did(request, str(problem))
        return redirect("person", id)
    did(request, _("The invitation is taken back; its link no longer works."))
    return redirect("people")


@call(PEOPLE)
def new_link(request: HttpRequest, id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=id, sealed=None)
    try:
        link = logins.new_link(signed_in(request), user, timezone.now(), mail=can_mail())
    except PeopleError as problem:
        did(request, str(problem))
        return redirect("person", id)
    return show(request, user, link=link)


@call(PEOPLE)
def switch(request: HttpRequest, id: int) -> HttpResponse:
    user, active = get_object_or_404(User, pk=id, sealed=None), request.POST.get("active") == "1"
    try:
        logins.switch(signed_in(request), user, active, timezone.now())
    except PeopleError as problem:
        did(request, str(problem))
        return redirect("person", id)
    said = _("Switched on again.") if active else _("Switched off; signed out everywhere.")
    did(request, said, reverse("switch_login", args=[id]), active=0 if active else 1)
    return redirect("person", id)


@call(PEOPLE)
def sign_out(request: HttpRequest, id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=id, sealed=None)
    try:
        n = logins.sign_out(signed_in(request), user, timezone.now())
        did(request, ngettext("%(n)s session has ended.", "%(n)s sessions have ended.", n) % {"n": n})
    except PeopleError as problem:
        did(request, str(problem))
    return redirect("person", id)


@call(PEOPLE)
def link_person(request: HttpRequest, id: int) -> HttpResponse:
    user, plan = get_object_or_404(User, pk=id, sealed=None), active_plan()
    person, before = request.POST.get("person", ""), user.person
    if person and person not in plan.ids("people"):
        did(request, _("The plan knows nobody of this name."))
        return redirect("person", id)
    try:
        logins.link_person(signed_in(request), user, person, timezone.now())
        said = (
            _("Linked to %(name)s.") % {"name": plan.name(person, "people")}
            if person
            else _("Link taken off.")
        )
        did(request, said, reverse("link_person", args=[id]), person=before)
    except PeopleError as problem:
        did(request, str(problem))
    return redirect("person", id)


@call(PEOPLE)
def reset_factors(request: HttpRequest, id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=id, sealed=None)
    try:
        n = factors.reset(signed_in(request), user, request.POST.get("reason", ""), timezone.now())
    except PeopleError as problem:
        return show(request, user, reset_problem=str(problem), reset_reason=request.POST.get("reason", ""))
    did(request, ngettext("%(n)s second factor taken off.", "%(n)s second factors taken off.", n) % {"n": n})
    return redirect("person", id)
