"""Sets when the briefing comes by mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from sturmwarte.station.brief.actions.mailing import set_mailing
from sturmwarte.station.brief.due import DAYS, OFF
from sturmwarte.station.brief.errors import BriefError
from sturmwarte.station.brief.models import Mailing
from sturmwarte.station.brief.pages.brief import show
from sturmwarte.station.brief.pages.form import BEFORE, days
from sturmwarte.station.brief.roles import READ
from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.frame.clock import now as story_time


@call(READ)
def mail(request: HttpRequest) -> HttpResponse:
    """Saves the times. What is wrong comes back with all that was typed."""
    user, given = signed_in(request), request.POST
    undo = given.get("times", "")
    times = undo.split(",") if undo else [_time(request, n) for n in range(DAYS)]
    calm = given.get("calm") == "1"
    before = Mailing.objects.filter(user=user).first()
    try:
        set_mailing(user, times, calm, timezone.get_default_timezone(), story_time())
    except BriefError as problem:
        return show(request, 400, mail_days=_typed(request), mail_calm=calm, mail_problem=str(problem))
    if not undo:
        was, also = (before.times, before.calm) if before else (OFF, True)
        request.session[BEFORE] = {"times": ",".join(was), "calm": "1" if also else "0"}
    return redirect(f"{reverse('brief')}#mail")


def _time(request: HttpRequest, n: int) -> str:
    """A day's time; one that is switched on needs one."""
    return request.POST.get(f"at_{n}", "") or "?" if request.POST.get(f"on_{n}") else ""


def _typed(request: HttpRequest) -> "list[dict[str, object]]":
    given = request.POST
    return [
        {**one, "on": f"on_{one['n']}" in given, "at": given.get(f"at_{one['n']}", "")} for one in days(OFF)
    ]
