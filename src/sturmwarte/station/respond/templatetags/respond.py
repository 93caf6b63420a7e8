"""Words and pictures of recommendations, requests and steps."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from sturmwarte.station.frame.templatetags.frame import icon
from sturmwarte.station.respond import words
from sturmwarte.station.respond.pages.asked import Asked
from sturmwarte.station.respond.results import RESULTS

register = template.Library()


@register.simple_tag(takes_context=True)
def without(context: dict[str, Any], name: str) -> str:
    """The list's address without one of its filters."""
    asked: Asked = context["asked"]
    return replace(asked, **{name: ""}).query


@register.filter
def verdict_word(verdict: str) -> str:
    return str(words.VERDICTS.get(verdict, (verdict, ""))[0])


@register.simple_tag
def verdict_tag(verdict: str) -> SafeString:
    """Picture and word; never colour alone."""
    return _verdict_drawn(verdict, get_language() or "")


@lru_cache(maxsize=64)  # forty on a page, a dozen in all
def _verdict_drawn(verdict: str, _language: str) -> SafeString:
    label, picture = words.VERDICTS.get(verdict, (verdict, "circle"))
    return format_html('<span class="verdict {}">{}<span>{}</span></span>', verdict, icon(picture), label)


@register.filter
def kind_word(kind: str) -> str:
    return str(words.KINDS.get(kind, kind))


@register.filter
def result_word(result: str) -> str:
    return str(RESULTS.get(result, result))


@register.filter
def step_word(action: str) -> str:
    return str(words.STEPS.get(action, action))


@register.filter
def undo_of(tags: str) -> tuple[str, str] | None:
    """The case and revision a message offers to undo."""
    parts = tags.split()
    if "undo" not in parts[:-2]:
        return None
    at = parts.index("undo")
    return parts[at + 1], parts[at + 2]


@register.filter
def select_words(case: int) -> str:
    """What the box before a row is called."""
    return gettext("Select case %(id)s") % {"id": case}


_SELECTED = mark_safe(" selected")


@register.simple_tag
def options(choices: Iterable[tuple[str, Any]], chosen: str) -> SafeString:
    """The options of a select, in one step: a page has some hundred."""
    rows = ((value, _SELECTED if value == chosen else "", word) for value, word in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
