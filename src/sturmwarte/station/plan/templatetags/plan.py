"""What templates need to show the plan. Pages load it by name: it is no built-in of every template."""

from typing import Any

from django import template

from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.pages.emergency.line import Line
from sturmwarte.station.plan.pages.emergency.line import emergency_line as line
from sturmwarte.station.plan.pages.rooms import rooms

register = template.Library()


@register.simple_tag(takes_context=True)
def plan_rooms(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages of the plan that this reader may enter."""
    return rooms(of(context["request"]))


@register.simple_tag(takes_context=True)
def emergency_line(context: dict[str, Any]) -> Line | None:
    """The emergency change to tell this reader of, if there is one."""
    request = context.get("request")
    return line(of(request)) if request is not None else None
