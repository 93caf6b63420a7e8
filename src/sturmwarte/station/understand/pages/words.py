"""What dimensions, their labels and degrees of certainty are called, and the key of each."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sturmwarte.core.understand.dimensions import KINDS, YES
from sturmwarte.core.understand.reading import NONE
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond import words

NAMES: dict[str, "str | Promise"] = {
    "relevant": _("About us"),
    "sentiment": _("Sentiment"),
    "kinds": _("Request"),
    "heat": _("Heat"),
    "emotion": _("Emotion"),
    "offensive": _("Offensive"),
    "answer": _("Worth an answer"),
    "urgency": _("Urgent"),
    "aspects": _("Speaks of"),
    "campaign": _("Campaign"),
}
KEYS = {
    "relevant": "r",
    "kinds": "i",
    "heat": "h",
    "emotion": "e",
    "offensive": "o",
    "answer": "a",
    "urgency": "d",
}
"""The key of each dimension; sentiment has one for each label."""
SENTIMENT_KEYS = {"negative": "-", "neutral": "0", "positive": "+"}
EMOTIONS: dict[str, "str | Promise"] = {
    "none": pgettext_lazy("emotion", "none"),
    "anger": _("anger"),
    "fear": _("fear"),
    "sadness": _("sadness"),
    "joy": _("joy"),
    "surprise": _("surprise"),
    "disgust": _("disgust"),
}
_YES, _NO = pgettext_lazy("reading", "yes"), pgettext_lazy("reading", "no")
_LABELS: dict[str, Mapping[str, "str | Promise"]] = {
    "sentiment": words.SENTIMENTS,
    "heat": words.HEATS,
    "emotion": EMOTIONS,
}
_LETTERS = "123456789abcdefghijklmnopqrstvwxyz"
"""Keys of the labels of an open list, in order; `u` is for undoing."""

SURELY, PROBABLY = 0.9, 0.7


def name(dimension: str) -> str:
    return str(NAMES.get(dimension, dimension))


def label_word(dimension: str, label: str, plan: ActivePlan) -> str:
    """`yes` and `no` too; an own kind has the plan's name for it."""
    if dimension == KINDS:
        return str(words.KINDS[label]) if label in words.KINDS else plan.name(label, "kinds")
    known = _LABELS.get(dimension, {YES: _YES, "no": _NO})
    return str(known.get(label, label))


def listed_labels(dimension: str, value: Sequence[str], plan: ActivePlan) -> str:
    """The value somebody gave, in words."""
    nothing = NONE if dimension == KINDS else "no"
    return ", ".join(label_word(dimension, one, plan) for one in value or (nothing,))


def sureness(p: float) -> str:
    """How sure something is, for the word before it: `probably negative`."""
    if p >= SURELY:
        return str(pgettext_lazy("sureness", "surely"))
    if p >= PROBABLY:
        return str(pgettext_lazy("sureness", "probably"))
    return str(pgettext_lazy("sureness", "rather"))


def letter(place: int) -> str:
    """The key of the label at this place of an open list; none where letters run out."""
    return _LETTERS[place] if place < len(_LETTERS) else ""
