"""All campaigns: texts that several accounts write nearly alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.archive.identity import REAL
from sturmwarte.station.archive.may import May
from sturmwarte.station.campaigns.models import Campaign
from sturmwarte.station.campaigns.pages.spread import spark
from sturmwarte.station.campaigns.sight import FEWEST_ACCOUNTS, visible
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import POSTS, of
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan

_PAGE = 50
LOOKED_AT = 500
"""The latest campaigns are put in order; who looks for an older one finds it by its posts."""
_SLOWEST = timedelta(minutes=10)
"""Copies that come within this are as fast as any: two of them in one minute are no storm."""


def speed(campaign: Campaign) -> float:
    """Posts an hour while half of them came."""
    return campaign.size / 2 / (max(campaign.half_within, _SLOWEST) / timedelta(hours=1))


_BY: dict[str, Callable[[Campaign], Any]] = {
    "newest": lambda one: one.last_seen,
    "fastest": speed,
    "largest": lambda one: one.size,
}
ORDERS = {"newest": _("Newest first"), "fastest": _("Fastest first"), "largest": _("Largest first")}


@dataclass(frozen=True)
class Line:
    """A campaign in the list."""

    campaign: Campaign
    spark: list[tuple[float, float, float]]
    topics: list[str]
    new: float | None


@page(POSTS)
def listing(request: HttpRequest) -> HttpResponse:
    order = request.GET.get("order", "newest")
    order = order if order in ORDERS else "newest"
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() else 0
    found = sorted(_seen_by(of(request).may_read()), key=_BY[order], reverse=True)
    plan = active_plan()
    words = {
        "here": "campaigns",
        "now": story_time(),
        "order": order,
        "orders": ORDERS,
        "lines": [line(one, plan) for one in found[start : start + _PAGE]],
        "start": start,
        "next": start + _PAGE if len(found) > start + _PAGE else 0,
    }
    return render(request, "campaigns/listing.html", words)


def _seen_by(may: May) -> list[Campaign]:
    latest = Campaign.objects.filter(run=REAL, into="", accounts__gte=FEWEST_ACCOUNTS)
    return [one for one in latest.order_by("-last_seen")[:LOOKED_AT] if visible(one, may)]


def line(campaign: Campaign, plan: ActivePlan) -> Line:
    known = campaign.new_accounts if campaign.age_known else None
    topics = [plan.name(topic, "topics") for topic in campaign.topics]
    return Line(campaign, spark(campaign.per_hour), topics, known)
