"""What the rooms of the station need in templates; loaded by name."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from sturmwarte.station.frame import formats
from sturmwarte.station.frame.templatetags.frame import time_tag
from sturmwarte.station.upkeep.pages import job_words

register = template.Library()
register.filter("job_word", job_words.job_word)
register.filter("message_word", job_words.message_word)


@register.simple_tag(takes_context=True)
def day_of(context: dict[str, Any], moment: datetime | None) -> SafeString | str:
    """The day of a moment: `8 Nov`."""
    if moment is None:
        return ""
    now = timezone.localtime(context.get("now") or timezone.now())
    return time_tag(moment, formats.date(timezone.localtime(moment), now, get_language() or "en"))


@register.simple_tag
def exactly(moment: datetime) -> SafeString:
    """The whole moment, written out."""
    return time_tag(moment, formats.exact(timezone.localtime(moment), get_language() or "en"))


@register.simple_tag
def value(shown: Any) -> SafeString | str:
    """A value of the trail: a time as a time, nothing as a dash."""
    if shown is None:
        return format_html('<span class="muted">{}</span>', "–")
    if isinstance(shown, datetime):
        return exactly(shown)
    return format_html('<bdi dir="auto">{}</bdi>', shown)


@register.filter
def size(n: int) -> str:
    """Bytes in the unit people read: 512 MB."""
    for unit, factor in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if n >= factor:
            shown = f"{n / factor:.1f}" if n < 100 * factor else f"{n / factor:.0f}"
            shown = shown.replace(".", ",") if (get_language() or "en").startswith("de") else shown
            return f"{shown}{formats.NARROW}{unit}"
    return gettext("%s bytes") % n


@register.filter
def days(n: int) -> str:
    """`3 days`."""
    return formats.span(timedelta(days=n))
