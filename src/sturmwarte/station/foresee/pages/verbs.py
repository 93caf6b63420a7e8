"""What people decide about a wave. Each call leads back to its page, which then shows what was decided."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sturmwarte.station.foresee import sight
from sturmwarte.station.foresee.actions.judge import judge, undo_judgement
from sturmwarte.station.foresee.actions.mute import mute, unmute
from sturmwarte.station.foresee.actions.step_down import step_down
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.foresee.models import Wave
from sturmwarte.station.foresee.pages.words import LEVELS
from sturmwarte.station.foresee.roles import JUDGE, STEP_DOWN
from sturmwarte.station.frame.access import call
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import of

HOURS = (2, 8, 24, 72, 168)
"""For how long a topic may be muted with one click; anything longer is a change of the plan."""


@call(JUDGE)
def judge_wave(request: HttpRequest, id: str) -> HttpResponse:
    row, real = _wave(request, id), request.POST.get("real") == "1"
    why = _reason(request)
    return _done(
        request,
        row,
        lambda: judge(of(request), row.wave, real, story_time(), why=why),
        _("Noted: it was real.")
        if real
        else _("Noted: a false alarm. The topic's threshold rises a little."),
    )


@call(JUDGE)
def undo_judge(request: HttpRequest, id: str) -> HttpResponse:
    row = _wave(request, id)
    return _done(request, row, lambda: undo_judgement(of(request), row.wave, story_time()), _("Taken back."))


@call(STEP_DOWN)
def mute_topic(request: HttpRequest, id: str) -> HttpResponse:
    row, now = _wave(request, id), story_time()
    given = request.POST.get("hours", "")
    hours = next((hours for hours in HOURS if str(hours) == given), 0)
    until = now + timedelta(hours=hours)
    return _done(
        request,
        row,
        lambda: mute(of(request), row.topic, until, _reason(request), now),
        _("The topic is muted. It is counted on, and nobody is told."),
    )


@call(STEP_DOWN)
def unmute_topic(request: HttpRequest, id: str) -> HttpResponse:
    row = _wave(request, id)
    return _done(
        request,
        row,
        lambda: unmute(of(request), row.topic, story_time()),
        _("The topic raises alarms again."),
    )


@call(STEP_DOWN)
def lower_level(request: HttpRequest, id: str) -> HttpResponse:
    row, level = _wave(request, id), request.POST.get("level", "")
    return _done(
        request,
        row,
        lambda: step_down(of(request), row.wave, level, _reason(request), story_time()),
        _("The level is %s now.") % LEVELS.get(level, level),
    )


def _wave(request: HttpRequest, id: str) -> Wave:
    """A wave this person may see, or 404: whether it exists is not told to others."""
    try:
        return sight.wave(id[:100], of(request).may_read())
    except WaveError:
        raise Http404 from None


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:2000]


def _done(request: HttpRequest, row: Wave, act: Callable[[], object], told: str) -> HttpResponse:
    try:
        act()
    except WaveError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, told)
    return redirect("wave", row.wave)
