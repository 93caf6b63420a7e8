"""Tags and filters of every page. Whatever comes from outside goes through Django's escaping."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext

from sturmwarte.station.frame import formats

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture from the sprite; said aloud only with a `label`, because words stand beside it."""
    return _drawn(name, str(label))


@lru_cache(maxsize=1024)  # a list has hundreds, and they never change while the station runs
def _drawn(name: str, label: str) -> SafeString:
    sprite = staticfiles_storage.url("vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, sprite, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag(takes_context=True)
def ago(context: dict[str, Any], moment: datetime | None) -> SafeString | str:
    """How far away a moment is, with the exact time on hover and for screen readers."""
    if moment is None:
        return ""
    now = context.get("now") or timezone.now()
    return time_tag(moment, formats.relative(moment, now))


@register.simple_tag(takes_context=True)
def late(context: dict[str, Any], deadline: datetime) -> SafeString:
    """How long a deadline has passed: `6 h late`."""
    now = context.get("now") or timezone.now()
    return time_tag(deadline, gettext("%s late") % formats.span(now - deadline))


@register.simple_tag(takes_context=True)
def at(context: dict[str, Any], moment: datetime | None) -> SafeString | str:
    """The clock time of a moment."""
    if moment is None:
        return ""
    now = context.get("now") or timezone.now()
    lang = get_language() or "en"
    return time_tag(moment, formats.at(timezone.localtime(moment), timezone.localtime(now), lang))


@register.filter
def dated(day: date | str | None) -> str:
    """A day with its year, as one says it: `8. Nov. 2026`. Words that are no date stay as they are."""
    if isinstance(day, str):
        try:
            return dated(date.fromisoformat(day))
        except ValueError:
            return day
    return formats.date(day, None, get_language() or "en") if day else ""


@register.filter
def tongue(code: str) -> str:
    """The name of a language; its code where nobody has named it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def time_tag(moment: datetime, words: str) -> SafeString:
    exact = formats.exact(timezone.localtime(moment), get_language() or "en")
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, words)


@register.filter
def number(value: int) -> str:
    return formats.number(int(value))


@register.filter
def percent(value: float) -> str:
    return formats.percent(value)


@register.filter
def quoted(value: str) -> str:
    return formats.quoted(value, get_language() or "en")


@register.filter
def listed(value: list[str]) -> str:
    return formats.listed([str(one) for one in value])


@register.filter
def of_place(waiting: dict[str, int] | str, place: str) -> int:
    """How much waits at a place of the rail; readers without a strip have nothing."""
    return int(waiting.get(place, 0)) if isinstance(waiting, dict) else 0
