"""Doors that a one-time link opens. A GET only shows the door: previews of links in chats open nothing."""

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from sturmwarte.station.frame.access import page
from sturmwarte.station.people import first_run
from sturmwarte.station.people.forms import OwnerForm, PasswordForm
from sturmwarte.station.people.models import Link, User

_FORM = ("GET", "HEAD", "POST")
_BY_LINK = "the token in the address is the key"


@page(None, _FORM, strangers=_BY_LINK)
@never_cache
def first_owner(request: HttpRequest, token: str) -> HttpResponse:
    """The first run: name, e-mail and password of the owner."""
    if first_run.look_up(Link.Purpose.FIRST_RUN, token) is None:
        return _spent(request)
    form = OwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        language = (get_language() or "de")[:2]
        user = first_run.first_owner(token, given["email"], given["name"], given["password"], language)
        return _in(request, user) if user else _spent(request)
    return render(request, "people/first_run.html", {"form": form})


@page(None, _FORM, strangers=_BY_LINK)
@never_cache
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation, or the way back for a forgotten password: sets the password."""
    link = first_run.look_up(Link.Purpose.INVITE, token)
    if link is None or link.user is None or not link.user.is_active:
        return _spent(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _set_password(token, link.user, form.cleaned_data["password"])
        # Not signed in at once: a second factor, if there is one, must still be asked for.
        return redirect("account_login") if user else _spent(request)
    return render(request, "people/invited.html", {"form": form, "invited": link.user})


@page(None, _FORM, strangers=_BY_LINK)
@never_cache
def demo(request: HttpRequest, token: str) -> HttpResponse:
    """Signs into a demo, where nothing is real."""
    link = first_run.look_up(Link.Purpose.DEMO, token)
    if link is None or link.user is None or not first_run.is_demo():
        return _spent(request)
    if request.method == "POST":
        with transaction.atomic():
            used = first_run.use(Link.Purpose.DEMO, token)
        return _in(request, link.user) if used else _spent(request)
    return render(request, "people/enter.html")


@transaction.atomic
def _set_password(token: str, user: User, password: str) -> User | None:
    if not first_run.use(Link.Purpose.INVITE, token):
        return None
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def _in(request: HttpRequest, user: User) -> HttpResponse:
    get_adapter(request).login(request, user)
    return redirect("start")


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "people/spent.html", status=410)
