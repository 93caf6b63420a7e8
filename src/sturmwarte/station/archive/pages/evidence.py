"""Keeping a post as evidence, from its page: set, taken back, ended, each shown again on the post."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date

from sturmwarte.station.archive.evidence import actions
from sturmwarte.station.archive.evidence.errors import EvidenceError
from sturmwarte.station.archive.evidence.roles import KEEP
from sturmwarte.station.archive.pages.post import shown_post
from sturmwarte.station.archive.templatetags.archive import post_url
from sturmwarte.station.frame.access import call
from sturmwarte.station.people.permissions import of
from sturmwarte.station.privacy.actions import holds
from sturmwarte.station.privacy.errors import PrivacyError
from sturmwarte.station.privacy.roles import CHANGE_HOLDS

Do = Callable[[str, str, datetime], object]


@call(KEEP)
def hold(request: HttpRequest) -> HttpResponse:
    """Keeps it until the end of the chosen day."""
    until = last_moment(request.POST.get("until", ""))
    reason = request.POST.get("reason", "")

    def do(network: str, id: str, now: datetime) -> None:
        actions.keep(of(request), actions.Kept(network, id, reason, until or now), now)

    return _done(request, do)


@call(KEEP)
def hold_not(request: HttpRequest) -> HttpResponse:
    return _done(request, lambda network, id, now: actions.take_back(of(request), network, id, now))


@call(CHANGE_HOLDS)
def end_hold(request: HttpRequest) -> HttpResponse:
    """Ends every hold on the post, in half a minute."""
    reason = request.POST.get("reason", "")
    return _done(request, lambda network, id, now: holds.release(of(request), network, id, reason, now))


@call(CHANGE_HOLDS)
def keep_on(request: HttpRequest) -> HttpResponse:
    """Takes back that the holds end."""
    number = request.POST.get("change", "")
    return _done(
        request,
        lambda _network, _id, now: holds.take_back(of(request), int(number) if number.isdigit() else 0, now),
    )


def last_moment(day: str) -> datetime | None:
    """The end of a day as a form's field gives it; None for what is none."""
    try:
        found = parse_date(day)
        return timezone.make_aware(datetime.combine(found + timedelta(days=1), time())) if found else None
    except (ValueError, OverflowError):
        return None


def _done(request: HttpRequest, do: Do) -> HttpResponse:
    """Back to the post; with a problem the page at once, and what was typed still in it."""
    network, id = request.POST.get("network", ""), request.POST.get("id", "")
    try:
        do(network, id, timezone.now())
    except (EvidenceError, PrivacyError) as problem:
        return shown_post(request, network, id, problem=str(problem))
    return redirect(f"{post_url(network, id)}#evidence")
