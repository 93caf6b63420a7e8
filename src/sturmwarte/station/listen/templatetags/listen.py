"""What templates need to show sources. Pages load it by name: it is no built-in of every template."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.frame.templatetags.frame import icon
from sturmwarte.station.listen.pages.words import MEANINGS, STATES

register = template.Library()

_STARTING = (_("begins"), "clock")


@register.simple_tag
def state_tag(state: str) -> SafeString:
    """Shape and word: each state has a picture of its own, so that nobody needs a colour."""
    word, picture = STATES.get(state, _STARTING)
    return format_html('<span class="state state-{}">{}<b>{}</b></span>', state, icon(picture), word)


@register.filter
def state_word(state: str) -> str:
    return str(STATES.get(state, _STARTING)[0])


@register.filter
def state_meaning(state: str) -> str:
    return str(MEANINGS.get(state, ""))
