"""How the station is: what is wrong, since when, and the mend."""

from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call, page
from sturmwarte.station.listen.pulses import EARS, ENGINE, alive
from sturmwarte.station.people.permissions import Permissions, of
from sturmwarte.station.upkeep.actions.look import look, revive, send_again, under_way
from sturmwarte.station.upkeep.errors import UpkeepError
from sturmwarte.station.upkeep.pages.findings import health as found
from sturmwarte.station.upkeep.pages.now import dead_jobs, lives, queues, unsent, unsent_kinds, versions
from sturmwarte.station.upkeep.pages.shown import shown
from sturmwarte.station.upkeep.roles import HEALTH, MEND

PARTS = {"health": "upkeep/health_body.html"}


@page(HEALTH)
def health(request: HttpRequest) -> HttpResponse:
    return shown(request, "upkeep/health.html", PARTS, {"here": "health", **_words(of(request))})


def _words(who: Permissions) -> dict[str, Any]:
    now = timezone.now()
    mends = who.has(MEND)
    return {
        "now": now, "health": found(now), "lives": lives(now), "queues": queues(who, now),
        "dead": dead_jobs() if mends else [], "unsent": unsent() if mends else [],
        "unsent_kinds": [] if mends else unsent_kinds(), "versions": versions(), "may_mend": mends,
        "under_way": under_way(),
    }  # fmt: skip


@call(HEALTH)
def examine_now(request: HttpRequest) -> HttpResponse:
    try:
        look(of(request), timezone.now())
    except UpkeepError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, _("The station is being examined, with all it holds. This page shows it then.")
        )
    return redirect("health")


@call(HEALTH)
def revive_job(request: HttpRequest, id: int) -> HttpResponse:
    try:
        revive(of(request), id, timezone.now())
    except UpkeepError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It is tried again."))
    return redirect("health")


@call(HEALTH)
def send_outgoing(request: HttpRequest, id: int) -> HttpResponse:
    try:
        send_again(of(request), id, timezone.now())
    except UpkeepError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It is tried again."))
    return redirect("health")


@page(None, strangers="a supervisor asks whether the station lives, and learns yes or no and nothing else")
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 while the database answers and both other processes give signs of life; otherwise 503."""
    now = timezone.now()
    try:
        well = alive(ENGINE, now) and alive(EARS, now)
    except DatabaseError:
        well = False
    answer = JsonResponse({"status": "ok" if well else "not ok"}, status=200 if well else 503)
    answer["Cache-Control"] = "no-store"
    return answer
