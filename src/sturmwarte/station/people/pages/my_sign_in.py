"""Everybody's own sign-in: second factors, passkeys, password, and where they are signed in."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sturmwarte.station.frame.access import call, page, signed_in
from sturmwarte.station.people import sessions
from sturmwarte.station.people.actions.own_sessions import end_others
from sturmwarte.station.people.factors.rule import concerns, has_factor


@page(None)
def factors(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    mine = {kind: [one.wrap() for one in Authenticator.objects.filter(user=user, type=kind)]
            for kind in Authenticator.Type.values}  # fmt: skip
    has, rule = has_factor(user), concerns(user, now)
    words = {
        "has": has,
        "rule": rule,
        "needed": not has and rule is not None and rule.since is not None and rule.since <= now,
        "app": next(iter(mine["totp"]), None),
        "passkeys": mine["webauthn"],
        "codes": next(iter(mine["recovery_codes"]), None),
        "password": user.has_usable_password(),
        "sessions": sessions.under_way(user, now),
        "here": "",
        "this": request.session.session_key,
    }
    return render(request, "people/my_sign_in.html", words)


@page(None)
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """allauth goes to a list of keys after one was renamed or taken off: ours stands with everything else."""
    return redirect("mfa_index")


@call(None)
def end(request: HttpRequest) -> HttpResponse:
    """Signs out everywhere but here, or one session named by its number."""
    user, number = signed_in(request), request.POST.get("session", "")
    this = request.session.session_key or ""
    count = end_others(
        user, this, int(number) if number.isascii() and number.isdigit() else None, timezone.now()
    )
    said = ngettext("%(n)s session has ended.", "%(n)s sessions have ended.", count) % {"n": count}
    messages.success(request, said if count else _("You are signed in nowhere else."))
    return redirect("mfa_index")
