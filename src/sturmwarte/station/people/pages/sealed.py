"""The door of the sealed account: the code from the sheet, and why it is opened."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from sturmwarte.station.frame.access import page
from sturmwarte.station.people import sessions
from sturmwarte.station.people.actions import sealed
from sturmwarte.station.people.errors import PeopleError
from sturmwarte.station.people.forms_people import SealedForm
from sturmwarte.station.people.models import Sealed
from sturmwarte.station.people.pages.sign_in import sheet


@page(None, ("GET", "HEAD", "POST"), strangers="the code on the sheet is the key")
@never_cache
def break_seal(request: HttpRequest) -> HttpResponse:
    """Guessing is hopeless: the code has 148 bits. What is slowed down is the door as a whole."""
    form = SealedForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _door(request, form)
    given = form.cleaned_data
    try:
        user, code = sealed.open_sealed(
            given["code"], given["reason"], sessions.device(request), timezone.now()
        )
    except PeopleError as problem:
        form.add_error(problem.field or None, str(problem))
        return _door(request, form)
    get_adapter(request).login(request, user)
    request.session.set_expiry(int(sealed.LASTS.total_seconds()))
    return sheet(request, code, opened=True)


def _door(request: HttpRequest, form: SealedForm) -> HttpResponse:
    return render(request, "people/break_seal.html", {"form": form, "made": Sealed.objects.exists()})
