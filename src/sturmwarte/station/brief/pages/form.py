"""The form that says when the briefing comes by mail."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from sturmwarte.station.brief.due import OFF
from sturmwarte.station.brief.models import Mailing
from sturmwarte.station.brief.words import DAYS, when
from sturmwarte.station.people.models import User

USUAL = "07:30"
"""What stands in the field of a day without mail."""
BEFORE = "brief_mail_before"


def form(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the page shows of it; once after a change also how to undo that."""
    row = Mailing.objects.filter(user=user).first()
    times, calm = (row.times, row.calm) if row else (OFF, True)
    return {
        "mail_days": days(times),
        "mail_calm": calm,
        "mail_said": when(times),
        "mail_server": bool(settings.SMTP and settings.MAIL_FROM),
        "mail_to": user.email,
        "mail_zone": settings.TIME_ZONE,
        "mail_before": request.session.pop(BEFORE, None),
    }


def days(times: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"n": n, "name": name, "on": bool(at), "at": at or USUAL}
        for n, (name, at) in enumerate(zip(DAYS, times, strict=True))
    ]
