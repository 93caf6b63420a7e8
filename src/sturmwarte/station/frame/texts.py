"""Puts reasons into words in the reader's language."""

from django.utils.translation import get_language

from sturmwarte import packs
from sturmwarte.core.reason import Reason, say


def language() -> str:
    """`de` or `en`, whichever the page is in."""
    return "en" if (get_language() or "de").startswith("en") else "de"


def said(reason: Reason) -> str:
    """The sentence for a reason; its bare facts where no sentence has been written."""
    return say(reason, packs.texts(language()))
