"""What is kept out: hashes that nobody can read, so what can be shown is how many, why, and yes or no."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.archive.erasure import REQUESTED
from sturmwarte.station.archive.privacy.kept_out import kept_out_since, reasons
from sturmwarte.station.archive.retention import REASON as KEPT_LONG_ENOUGH
from sturmwarte.station.frame.access import page
from sturmwarte.station.people.permissions import of
from sturmwarte.station.privacy.models import Request
from sturmwarte.station.privacy.pages.words import tabs
from sturmwarte.station.privacy.roles import PERSONS

_REASONS: dict[str, "str | Promise"] = {
    REQUESTED: _("erased at a person's request"),
    KEPT_LONG_ENOUGH: _("kept long enough"),
    "deleted at the network": _("deleted at the network"),
    "": _("taken over by a restore"),
}


@page(PERSONS, methods=("GET", "HEAD", "POST"))
def objections(request: HttpRequest) -> HttpResponse:
    """The account is sent as a form, so that no log or history keeps it."""
    network = request.POST.get("network", "").strip()[:100]
    account = request.POST.get("account", "").strip()[:500]
    asked = bool(network and account)
    done = Request.objects.filter(kind=Request.Kind.OBJECT, state=Request.State.DONE)
    words = {
        "here": "privacy", "room": "objections", "tabs": tabs(of(request)), "now": timezone.now(),
        "reasons": [(str(_REASONS.get(one.reason, one.reason)), one) for one in reasons()],
        "network": network, "account": account, "asked": asked,
        "since": kept_out_since(network, account) if asked else None,
        "done": done.order_by("-done_at")[:50], "n": done.count(),
    }  # fmt: skip
    return render(request, "privacy/objections.html", words)
