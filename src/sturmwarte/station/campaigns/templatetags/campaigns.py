"""What templates need to show campaigns."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import get_language

from sturmwarte.station.archive.pages import hostile
from sturmwarte.station.campaigns.sight import campaign_of
from sturmwarte.station.frame import formats
from sturmwarte.station.people.permissions import of

register = template.Library()


@register.inclusion_tag("campaigns/line.html", takes_context=True)
def campaign_line(context: dict[str, Any], network: str, id: str) -> dict[str, Any]:
    """One line under a post: that it belongs to a campaign, for those who may see it; else nothing."""
    found = campaign_of(network, id, of(context["request"]).may_read())
    return {"campaign": found, "now": context.get("now")}


@register.filter
def lasting(span: timedelta) -> str:
    """A length of time in its largest unit; less than a minute is one."""
    return formats.span(max(span, timedelta(minutes=1)))


@register.filter
def times(value: float) -> str:
    """How many times as many: one digit after the point below ten."""
    said = f"{value:.1f}" if value < 10 else str(round(value))
    return said.replace(".", ",") if (get_language() or "de").startswith("de") else said


@register.filter
def campaign_name(name: str) -> str:
    """Words of strangers, in one line that breaks nothing."""
    return hostile.excerpt(name, 100)
