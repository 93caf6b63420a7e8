"""Posts that are kept as evidence: why, by whom, until when; extended or ended."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sturmwarte.station.archive import Archive
from sturmwarte.station.frame.access import call, page
from sturmwarte.station.ledger.pages.names import Names
from sturmwarte.station.people.permissions import POSTS, of
from sturmwarte.station.privacy.actions import holds as actions
from sturmwarte.station.privacy.errors import PrivacyError
from sturmwarte.station.privacy.models import HoldChange
from sturmwarte.station.privacy.pages.words import tabs
from sturmwarte.station.privacy.roles import CHANGE_HOLDS, HOLDS
from sturmwarte.station.upkeep.pages.shown import shown

SOON = timedelta(days=14)


@page(HOLDS)
def holds(request: HttpRequest) -> HttpResponse:
    who, now = of(request), timezone.now()
    words = {
        "here": "privacy", "room": "holds", "tabs": tabs(who), "now": now, "rows": _rows(now),
        "may_change": who.has(CHANGE_HOLDS), "may_read": who.has(POSTS), "today": timezone.localdate(),
    }  # fmt: skip
    return shown(request, "privacy/holds.html", {"holds": "privacy/holds_body.html"}, words)


def _rows(now: datetime) -> list[dict[str, Any]]:
    """A post once, with the hold that lasts longest; the one that ends first stands first."""
    longest = {
        (one.network, one.gid): one for one in Archive().holds()
    }  # in order of their end: the last wins
    asked = {(one.network, one.post): one for one in HoldChange.objects.filter(done_at=None)}
    names = Names([one.by for one in longest.values()], [])
    return [
        {
            "hold": one, "by": names.actor(one.by), "soon": one.until - now < SOON, "asked": asked.get(key),
            "url": f"{reverse('post')}?{urlencode({'network': one.network, 'id': one.gid})}",
        }
        for key, one in sorted(longest.items(), key=lambda pair: pair[1].until)
    ]  # fmt: skip


@call(HOLDS)
def extend_hold(request: HttpRequest) -> HttpResponse:
    given = request.POST
    until = _last_moment(given.get("until", ""))
    if until is None:
        messages.error(request, _("Choose a day in the future."))
        return redirect("holds")
    return _done(
        request,
        lambda: actions.extend(
            of(request), given.get("network", ""), given.get("post", ""), until, given.get("reason", ""),
            timezone.now(),
        ),
    )  # fmt: skip


@call(HOLDS)
def release_hold(request: HttpRequest) -> HttpResponse:
    given = request.POST
    return _done(
        request,
        lambda: actions.release(
            of(request),
            given.get("network", ""),
            given.get("post", ""),
            given.get("reason", ""),
            timezone.now(),
        ),
    )


@call(HOLDS)
def take_back_hold(request: HttpRequest, id: int) -> HttpResponse:
    return _done(
        request, lambda: actions.take_back(of(request), id, timezone.now()), _("Nothing was changed.")
    )


def _last_moment(given: str) -> datetime | None:
    """The end of the day that was chosen."""
    try:
        day = parse_date(given)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None


def _done(request: HttpRequest, action: Callable[[], object], words: str = "") -> HttpResponse:
    try:
        action()
    except PrivacyError as problem:
        messages.error(request, str(problem))
    else:
        if words:
            messages.success(request, words)
    return redirect("holds")
