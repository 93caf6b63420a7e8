"""The room of the station where people make, see and end tokens of programs."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sturmwarte.station.api.actions.make_token import LONGEST, make_token
from sturmwarte.station.api.actions.revoke_token import revoke_token
from sturmwarte.station.api.errors import TokenError
from sturmwarte.station.api.models import Token
from sturmwarte.station.api.scopes import MAKE, SCOPES
from sturmwarte.station.frame.access import call, page, signed_in
from sturmwarte.station.people.permissions import PEOPLE, Permissions, of

USUAL = timedelta(days=90)


class TokenForm(forms.Form):
    """What the token is for, until when, and what it may: only what its person may too."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Such as: figures for the weekly report."),
    )
    expires = forms.DateField(
        label=gettext_lazy("Good until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("At most a year ahead."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, who: Permissions, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (id, f"{scope.label} ({id})") for id, scope in SCOPES.items() if who.has(scope.roles)
        ]


@page(MAKE)
def tokens(request: HttpRequest) -> HttpResponse:
    form = TokenForm(of(request), initial={"expires": timezone.localdate() + USUAL})
    return _shown(request, form)


@call(MAKE)
def make(request: HttpRequest) -> HttpResponse:
    """Shows the new token in the answer itself: it stands nowhere else, not even in the session."""
    form = TokenForm(of(request), request.POST)
    if not form.is_valid():
        return _shown(request, form, status=400)
    given = form.cleaned_data
    # The last day counts whole, as far as a year's limit allows.
    end = timezone.make_aware(datetime.combine(given["expires"], time.max))
    now = timezone.now()
    try:
        row, text = make_token(
            of(request), given["name"], given["scopes"], min(end, now + LONGEST) if end > now else end, now
        )
    except TokenError as error:
        form.add_error(None, str(error))
        return _shown(request, form, status=400)
    fresh = TokenForm(of(request), initial={"expires": timezone.localdate() + USUAL})
    return _shown(request, fresh, made=row, text=text)


@call(MAKE)
def revoke(request: HttpRequest, id: int) -> HttpResponse:
    try:
        row = revoke_token(of(request), id, timezone.now())
    except TokenError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The token “%(name)s” no longer opens anything.") % {"name": row.name})
    return redirect("tokens")


def _shown(request: HttpRequest, form: TokenForm, status: int = 200, **more: Any) -> HttpResponse:
    rows = _visible(request)
    labels = {id: scope.label for id, scope in SCOPES.items()}
    words = {
        "here": "tokens",
        "form": form,
        "now": timezone.now(),
        "rows": [(row, [labels.get(id, id) for id in row.scopes]) for row in rows],
        "of_others": of(request).has(PEOPLE),
        **more,
    }
    response = render(request, "api/tokens.html", words, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _visible(request: HttpRequest) -> "QuerySet[Token]":
    """One's own; the owner of the station sees everybody's."""
    rows = Token.objects.filter(revoked_at=None).select_related("user").order_by("expires_at", "pk")
    return rows if of(request).has(PEOPLE) else rows.filter(user=signed_in(request))
