"""What people do about emergency changes; each call leads back to the page, which shows what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.frame.texts import said
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.actions.agree_emergency import agree_emergency
from sturmwarte.station.plan.actions.end_emergency import end_by
from sturmwarte.station.plan.actions.lay_down_proposal import decline_emergency, withdraw_emergency
from sturmwarte.station.plan.actions.propose_emergency import propose_emergency
from sturmwarte.station.plan.errors import EmergencyRefused
from sturmwarte.station.plan.pages.emergency.asked import typed
from sturmwarte.station.plan.pages.emergency.page import shown
from sturmwarte.station.plan.roles import AGREE, PROPOSE


@call(PROPOSE)
def propose(request: HttpRequest) -> HttpResponse:
    asked = typed(request.POST)
    try:
        propose_emergency(of(request), asked.change, asked.reason, story_time())
    except EmergencyRefused as refused:
        return shown(request, asked, [said(reason) for reason in refused.reasons])
    messages.success(request, _("Proposed. It counts as soon as a second person agrees."))
    return redirect("emergency")


@call(AGREE)
def agree(request: HttpRequest, id: int) -> HttpResponse:
    return _done(
        request,
        lambda: agree_emergency(of(request), id, story_time()),
        _("Agreed. The change counts from now on, for 24 hours."),
    )


@call(AGREE)
def decline(request: HttpRequest, id: int) -> HttpResponse:
    answer = request.POST.get("answer", "")
    return _done(request, lambda: decline_emergency(of(request), id, answer, story_time()), _("Declined."))


@call(PROPOSE)
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    return _done(request, lambda: withdraw_emergency(of(request), id, story_time()), _("Withdrawn."))


@call(PROPOSE)
def end(request: HttpRequest, id: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _done(
        request,
        lambda: end_by(of(request), str(id), reason, story_time()),
        _("Ended. The plan counts again as it is written."),
    )


def _done(request: HttpRequest, act: Callable[[], object], told: str) -> HttpResponse:
    try:
        act()
    except EmergencyRefused as refused:
        messages.error(request, " ".join(f"{said(reason)}." for reason in refused.reasons))
    else:
        messages.success(request, told)
    return redirect("emergency")
