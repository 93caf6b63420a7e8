"""Finds a person and what is kept of them. The name is sent as a form, so that no log or history keeps it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.privacy.kept_of import Kept, kept_of
from sturmwarte.station.archive.privacy.kept_out import kept_out_since
from sturmwarte.station.frame.access import call, page
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.privacy.actions.requests import note_request
from sturmwarte.station.privacy.errors import PrivacyError
from sturmwarte.station.privacy.models import Request
from sturmwarte.station.privacy.pages.words import KINDS, tabs
from sturmwarte.station.privacy.roles import PERSONS
from sturmwarte.station.respond.models import CasePost

MOST = 10
"""Accounts shown at once; a handle that is more on as many networks is narrowed by the network."""


@dataclass(frozen=True)
class Found:
    kept: Kept
    channels: list[str]
    cases: int
    asked: list[Request]


@page(PERSONS, methods=("GET", "HEAD", "POST"))
def person_kept(request: HttpRequest) -> HttpResponse:
    sought = request.POST.get("sought", "").strip()[:500]
    network = request.POST.get("network", "").strip()[:100]
    people = Archive().find_person(sought, network or None)[: MOST + 1] if sought else []
    words = {
        "here": "privacy", "room": "person", "tabs": tabs(of(request)), "now": timezone.now(),
        "sought": sought, "network": network, "found": [_found(kept_of(one)) for one in people[:MOST]],
        "more": len(people) > MOST, "kinds": KINDS.items(), "today": timezone.localdate(),
        "kept_out": kept_out_since(network, sought) if sought and network and not people else None,
    }  # fmt: skip
    return render(request, "privacy/person.html", words)


def _found(kept: Kept) -> Found:
    plan = active_plan()
    person = kept.person
    cases: set[int] = set()
    for at in range(0, len(kept.identities), 500):
        ids = [gid for _network, gid in kept.identities[at : at + 500]]
        linked = CasePost.objects.filter(network=person.network, post__in=ids)
        cases.update(linked.values_list("case_id", flat=True))
    asked = Request.objects.filter(pseudonym=person.pseudonym).order_by("-pk")[:5]
    return Found(kept, [plan.name(one, "channels") for one in kept.channels], len(cases), list(asked))


@call(PERSONS)
def enter_request(request: HttpRequest) -> HttpResponse:
    given = request.POST
    try:
        received = parse_date(given.get("received", "")) or timezone.localdate()
    except ValueError:
        received = timezone.localdate()
    try:
        row = note_request(
            of(request), given.get("kind", ""), given.get("network", ""), given.get("account", ""), received,
            timezone.now(),
        )  # fmt: skip
    except PrivacyError as problem:
        messages.error(request, str(problem))
        return redirect("person_kept")
    return redirect("privacy_request", row.pk)
