"""Says that the briefing was read, takes that back, and tells what came while it lay open."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.core.post import LIVE
from sturmwarte.station.brief.actions.looked import back, looked
from sturmwarte.station.brief.roles import READ
from sturmwarte.station.foresee import sight
from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import of
from sturmwarte.station.respond.models import Case


@call(READ)
def read(request: HttpRequest) -> HttpResponse:
    """`upto`: when the page that was read was made. With scripts the page stays and says so."""
    now = story_time()
    upto = moment(request.POST.get("upto", ""), now)
    moved = looked(signed_in(request), upto, now)
    if "HX-Request" in request.headers:
        return render(request, "brief/mark.html", {"now": now, "upto": upto, "moved": moved})
    messages.success(request, _("Read. What comes from now on is new."))
    return redirect("brief")


@call(READ)
def unread(request: HttpRequest) -> HttpResponse:
    back(signed_in(request))
    return redirect("brief")


@call(READ, methods=("GET",))
def fresh(request: HttpRequest) -> HttpResponse:
    """What came since the page was made: the page itself stays as it is while somebody reads."""
    who, now = of(request), story_time()
    upto = moment(request.GET.get("upto", ""), now)
    cases = who.visible(Case.objects.filter(run=LIVE, opened_at__gt=upto)).count()
    waves = sum(row.detected > upto for row in sight.under_way(who.may_read()))
    return render(request, "brief/fresh.html", {"cases": cases, "waves": waves})


def moment(text: str, now: datetime) -> datetime:
    """The moment a page names; now where it names none."""
    try:
        found = datetime.fromisoformat(text)
        return timezone.make_aware(found) if timezone.is_naive(found) else found
    except (ValueError, OverflowError):
        return now
