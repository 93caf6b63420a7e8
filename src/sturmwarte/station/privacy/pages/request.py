"""One request: what will go, what a hold keeps, how far it is, and the proof afterwards."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.privacy.kept_of import kept_of
from sturmwarte.station.frame.access import call, page
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.pages.names import Names
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.privacy.actions.disclose import disclose
from sturmwarte.station.privacy.actions.requests import begin, stop, withdraw
from sturmwarte.station.privacy.errors import PrivacyError
from sturmwarte.station.privacy.models import Request
from sturmwarte.station.privacy.pages.register import row as row_of
from sturmwarte.station.privacy.pages.words import tabs
from sturmwarte.station.privacy.roles import PERSONS
from sturmwarte.station.upkeep.pages.shown import shown


@page(PERSONS)
def privacy_request(request: HttpRequest, id: int) -> HttpResponse:
    row = Request.objects.filter(pk=id).first()
    if row is None:
        raise Http404
    words = {"here": "privacy", "room": "requests", "tabs": tabs(of(request)), **_words(row)}
    return shown(request, "privacy/request.html", {"request": "privacy/request_body.html"}, words)


def _words(row: Request) -> dict[str, Any]:
    now, plan = timezone.now(), active_plan()
    names = Names([row.noted_by, row.done_by], [])
    job = Job.objects.filter(key=row.job).first() if row.job else None
    found = Archive().find_person(row.account, row.network) if row.account else []
    kept = next((kept_of(one) for one in found if one.account == row.account), None)
    return {
        "now": now, "row": row_of(row), "one": row, "kept": kept,
        "channels": [plan.name(one, "channels") for one in kept.channels] if kept else [],
        "noted_by": names.actor(row.noted_by), "done_by": names.actor(row.done_by) if row.done_by else "",
        "stoppable": bool(job and job.state == Job.State.QUEUED and not job.attempts),
        "failing": job.last_error if job and job.attempts else "",
        "given_up": job is not None and job.state == Job.State.DEAD,
    }  # fmt: skip


@call(PERSONS)
def begin_request(request: HttpRequest, id: int) -> HttpResponse:
    return _done(request, id, lambda: begin(of(request), id, timezone.now()))


@call(PERSONS)
def stop_request(request: HttpRequest, id: int) -> HttpResponse:
    return _done(
        request, id, lambda: stop(of(request), id, timezone.now()), _("Stopped. Nothing was erased.")
    )


@call(PERSONS)
def withdraw_request(request: HttpRequest, id: int) -> HttpResponse:
    done = _("The request is withdrawn, and the account is forgotten here.")
    return _done(request, id, lambda: withdraw(of(request), id, timezone.now()), done)


@call(PERSONS)
def disclose_request(request: HttpRequest, id: int) -> HttpResponse:
    """The file to hand to the person; what is kept can be long, so it is made anew and never stored."""
    try:
        told = disclose(of(request), id, timezone.now())
    except PrivacyError as problem:
        messages.error(request, str(problem))
        return redirect("privacy_request", id)
    text = json.dumps(told, ensure_ascii=False, indent=2, default=str)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    # By number: the file's name lands in histories and mails, so it names nobody.
    response["Content-Disposition"] = f'attachment; filename="sturmwarte-request-{id}.json"'
    response["Cache-Control"] = "no-store"
    return response


def _done(request: HttpRequest, id: int, action: Callable[[], object], words: str = "") -> HttpResponse:
    if not Request.objects.filter(pk=id).exists():
        raise Http404
    try:
        action()
    except PrivacyError as problem:
        messages.error(request, str(problem))
    else:
        if words:
            messages.success(request, words)
    return redirect("privacy_request", id)
