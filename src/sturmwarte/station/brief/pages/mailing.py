"""When the briefing comes by mail: the form on its page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.brief.actions.mailing import set_mailing
from sturmwarte.station.brief.due import DAYS, OFF
from sturmwarte.station.brief.errors import BriefError
from sturmwarte.station.brief.models import Mailing
from sturmwarte.station.brief.pages import brief
from sturmwarte.station.brief.roles import READ
from sturmwarte.station.frame import formats
from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.frame.texts import language
from sturmwarte.station.people.models import User

USUAL = "07:30"
"""What stands in the field of a day without mail."""
_BEFORE = "brief_mail_before"


def words(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the page says of it; once after a change how to undo it."""
    row = Mailing.objects.filter(user=user).first()
    times, calm = (row.times, row.calm) if row else (list(OFF), True)
    return {
        "mail_days": days(times),
        "mail_calm": calm,
        "mail_said": said(times),
        "mail_server": bool(settings.SMTP and settings.MAIL_FROM),
        "mail_to": user.email,
        "mail_zone": settings.TIME_ZONE,
        "mail_before": request.session.pop(_BEFORE, None),
    }


def days(times: list[str]) -> list[dict[str, Any]]:
    names = formats._DAYS[language()]
    return [
        {"n": n, "name": names[n], "on": bool(times[n]), "at": times[n] or USUAL}
        for n in range(min(DAYS, len(times)))
    ]


def said(times: list[str]) -> str:
    """`Mon to Fri 07:30`, `Sat 09:00`; empty when it is off."""
    names = [name[: 2 if language() == "de" else 3] for name in formats._DAYS[language()]]
    spans: list[tuple[int, int, str]] = []
    for n, at in enumerate(times):
        if spans and at and spans[-1][1] == n - 1 and spans[-1][2] == at:
            spans[-1] = (spans[-1][0], n, at)
        elif at:
            spans.append((n, n, at))
    parts = [f"{names[a] if a == b else f'{names[a]}–{names[b]}'} {at}" for a, b, at in spans]
    return ", ".join(parts)


@call(READ)
def mail(request: HttpRequest) -> HttpResponse:
    """Saves the times. What is wrong comes back with all that was typed."""
    user, given = signed_in(request), request.POST
    if given.get("times"):  # back to how it was
        times, calm = given["times"].split(","), given.get("calm") == "1"
    else:
        times = [given.get(f"at_{n}", "") if given.get(f"on_{n}") else "" for n in range(DAYS)]
        calm = bool(given.get("calm"))
    before = Mailing.objects.filter(user=user).first()
    try:
        set_mailing(user, times, calm, timezone.get_default_timezone(), story_time())
    except BriefError as problem:
        typed = [
            {**one, "on": bool(given.get(f"on_{one['n']}")), "at": given.get(f"at_{one['n']}", "")}
            for one in days(list(OFF))
        ]
        return brief.show(request, 400, mail_days=typed, mail_calm=calm, mail_problem=str(problem))
    if not given.get("times"):
        request.session[_BEFORE] = {
            "times": ",".join(before.times if before else OFF),
            "calm": "1" if before is None or before.calm else "0",
            "words": _("Saved."),
        }
    return redirect(f"{reverse('brief')}#mail")
