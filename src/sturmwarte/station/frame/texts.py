"""Puts reasons into words in the reader's language."""

from typing import Any

from django.utils.translation import get_language

from sturmwarte import packs
from sturmwarte.core.reason import Reason, say
from sturmwarte.station.frame.formats import number


def language() -> str:
    """`de` or `en`, whichever the page is in."""
    return "en" if (get_language() or "de").startswith("en") else "de"


def said(reason: Reason) -> str:
    """The sentence for a reason; its bare facts where no sentence has been written."""
    shown = Reason(reason.key, {name: _figure(value) for name, value in reason.args.items()})
    return say(shown, packs.texts(language()))


def _figure(value: Any) -> Any:
    """Numbers as the language writes them: 9,3 and 61 000."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if isinstance(value, int):
        return number(value)
    return f"{value:g}".replace(".", ",") if language() == "de" else f"{value:g}"
