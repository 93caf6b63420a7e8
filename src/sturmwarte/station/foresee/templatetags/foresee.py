"""What templates need to show waves. Pages load it by name: it is no built-in of every template."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from sturmwarte.station.foresee.pages import saying
from sturmwarte.station.foresee.pages.words import LEVELS, MEANINGS, SOURCES
from sturmwarte.station.frame import formats
from sturmwarte.station.frame.templatetags.frame import time_tag

register = template.Library()


@register.simple_tag
def flag(level: str) -> SafeString:
    """The level's flag: each level has a shape of its own, so that nobody needs its colour."""
    return _flag(level if level in LEVELS else "green")


@lru_cache(maxsize=len(LEVELS))
def _flag(level: str) -> SafeString:
    """Drawn once: a list has fifty."""
    return mark_safe(render_to_string("foresee/flag.html", {"level": level}).strip())  # noqa: S308 - ours


@register.simple_tag
def level_tag(level: str) -> SafeString:
    """Flag and word."""
    return format_html(
        '<span class="level level-{}">{}<b>{}</b></span>', level, flag(level), level_word(level)
    )


@register.simple_tag(takes_context=True)
def moment_of(context: dict[str, Any], moment: datetime) -> SafeString:
    """A time as one says it: `09:30` on the day itself, else with the date: `4 Oct, 09:30`."""
    local, today, lang = _local(context, moment)
    words = f"{local:%H:%M}"
    if local.date() != today.date():
        words = f"{formats.date(local, today, lang)}, {words}"
    return time_tag(moment, words)


@register.simple_tag(takes_context=True)
def day_of(context: dict[str, Any], moment: datetime) -> SafeString:
    """A date as one says it: `4 Oct`, `4. Okt.`."""
    local, today, lang = _local(context, moment)
    return time_tag(moment, formats.date(local, today, lang))


def _local(context: dict[str, Any], moment: datetime) -> tuple[datetime, datetime, str]:
    today = timezone.localtime(context.get("now") or timezone.now())
    return timezone.localtime(moment), today, get_language() or "en"


@register.filter
def level_word(level: str) -> str:
    return str(LEVELS.get(level, level))


@register.filter
def figure(value: float | None) -> str:
    """A rate: whole from ten on, one digit below."""
    return "–" if value is None else saying.figure(value)


@register.filter
def decimal(value: float | None) -> str:
    return "–" if value is None else saying.decimal(value)


@register.filter
def minutes(value: float) -> str:
    """`25 min`, `1 h 30 min`."""
    whole = round(value)
    if whole < 60:
        return gettext("%s min") % whole
    hours, rest = divmod(whole, 60)
    said = gettext("%s h") % formats.number(hours)
    return f"{said} {gettext('%s min') % rest}" if rest and hours < 10 else said


@register.filter
def level_meaning(level: str) -> str:
    return str(MEANINGS.get(level, ""))


@register.filter
def source_word(state: str) -> str:
    return str(SOURCES.get(state, state))
