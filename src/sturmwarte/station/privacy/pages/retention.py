"""How long what is kept, and what goes in the coming night."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.archive.privacy.tonight import tonight
from sturmwarte.station.archive.retention_policy import active_policy
from sturmwarte.station.frame.access import page
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.listen.models import Source
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.privacy.pages.words import tabs
from sturmwarte.station.privacy.roles import PERSONS

WHATS: dict[str, "str | Promise"] = {
    "post": _("the post as a whole"),
    "raw": _("the payload as the channel delivered it"),
    "author": _("who wrote it"),
}


@page(PERSONS)
def retention(request: HttpRequest) -> HttpResponse:
    plan, policy, night = active_plan(), active_policy(), _night()
    sources = dict(Source.objects.values_list("pk", "name"))
    leaving = tonight(policy, night)
    going = [
        {
            "one": one,
            "channel": plan.name(one.channel, "channels"),
            "source": sources.get(one.source, one.source),
        }
        for one in leaving
    ]
    words: dict[str, Any] = {
        "here": "privacy", "room": "retention", "tabs": tabs(of(request)), "now": timezone.now(),
        "night": night, "going": going, "any": any(one.any for one in leaving),
        "rules": [
            {"what": WHATS[rule.what], "days": rule.keep.days,
             "where": " ".join(filter(None, (plan.name(rule.channel, "channels"), rule.source, rule.form)))}
            for rule in policy.rules
        ],
        "says": plan.plan is not None and bool(plan.section("retention")), "has_plan": plan.plan is not None,
    }  # fmt: skip
    return render(request, "privacy/retention.html", words)


def _night() -> datetime:
    """When the nightly job comes next; where none is planned, the next three o'clock."""
    due = Job.objects.filter(key="nightly").values_list("due", flat=True).first()
    if due:
        return due
    here = timezone.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    three = here.replace(hour=3, minute=0, second=0, microsecond=0)
    return three if three > here else three + timedelta(days=1)
