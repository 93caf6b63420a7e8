"""What values of a post's facts are called, by the plan and in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond import words

FORMS: dict[str, "str | Promise"] = {
    "post": pgettext_lazy("form", "Post"),
    "comment": _("Comment"),
    "review": _("Review"),
    "mail": _("E-mail"),
    "direct_message": _("Direct message"),
    "article": _("Article"),
    "story": _("Story"),
}
_LANGUAGES = {
    "de": ("Deutsch", "German"), "en": ("Englisch", "English"), "fr": ("Französisch", "French"),
    "it": ("Italienisch", "Italian"), "es": ("Spanisch", "Spanish"), "pt": ("Portugiesisch", "Portuguese"),
    "nl": ("Niederländisch", "Dutch"), "pl": ("Polnisch", "Polish"), "tr": ("Türkisch", "Turkish"),
    "ru": ("Russisch", "Russian"), "uk": ("Ukrainisch", "Ukrainian"), "ar": ("Arabisch", "Arabic"),
    "da": ("Dänisch", "Danish"), "sv": ("Schwedisch", "Swedish"), "cs": ("Tschechisch", "Czech"),
    "ja": ("Japanisch", "Japanese"), "zh": ("Chinesisch", "Chinese"), "hu": ("Ungarisch", "Hungarian"),
    "ro": ("Rumänisch", "Romanian"), "el": ("Griechisch", "Greek"),
}  # fmt: skip


_NAMES: dict[str, Mapping[str, Any]] = {"kind": words.KINDS, "sentiment": words.SENTIMENTS, "form": FORMS}


def value_name(field: str, id: str, plan: ActivePlan) -> str:
    """A channel's, topic's, request's ... name; the id where it has none."""
    known = _NAMES.get(field, {})
    if id in known:
        return str(known[id])
    if field == "verdict":
        return str(words.VERDICTS[id][0]) if id in words.VERDICTS else id
    if field == "lang":
        return language_name(id)
    return plan.name(id, f"{field}s")  # sections are named after what they hold: channels, topics, kinds


def language_name(code: str) -> str:
    """German, in the reader's language; a code nobody named stands for itself."""
    german, english = _LANGUAGES.get(code.partition("-")[0].casefold(), (code, code))
    return german if (get_language() or "de").startswith("de") else english
