"""The pictures of a post, as secured: `{% load pictures %}{% pictures_of network id %}`."""

from typing import Any

from django import template

from sturmwarte.station.listen.evidence.showing import pictures

register = template.Library()


@register.inclusion_tag("listen/pictures.html", takes_context=True)
def pictures_of(context: dict[str, Any], network: str, id: str, run: str = "live") -> dict[str, Any]:
    """The page has checked that the post may be read; the picture's own address checks it again."""
    return {"pictures": pictures(network, id, run), "now": context.get("now")}
