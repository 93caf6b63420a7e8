"""Characters: what is the same letter for a reader is the same letter for a query.

Two forms come out of one text. The *exact* form keeps capitals (for `{Bahn}`) but already spells
umlauts with two letters and has no typography; the *term* is the exact form with case folded.
Method: NFKC and case folding as in Unicode Standard Annex 15 and section 3.13 of the Unicode Standard.
"""

import unicodedata
from typing import Final

import regex

STAR: Final = "\ue000"
"""Stands for the wildcard `*` inside a query's words; a private character which posts lose on the way in."""

# Soft hyphens, variation selectors, direction marks and all that has no width.
_INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\ufe0e\ufe0f\ufeff\u200b\u200c\u200e\u200f"
_DROPPED: Final = dict.fromkeys([*map(ord, _INVISIBLE), *range(0x202A, 0x202F), *range(0x2060, 0x2070)], "")
_APOSTROPHES: Final = dict.fromkeys(map(ord, "’‘‛ʼʻ´`′＇"), "'")
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–−﹣－"), "-")
_APART: Final = dict.fromkeys(map(ord, "©®™℠—―"), " ")  # NFKC would glue "tm" to the product's name

_BEFORE: Final = str.maketrans({**_DROPPED, **_APOSTROPHES, **_DASHES, **_APART})
_AFTER: Final = str.maketrans({**_APOSTROPHES, **_DASHES})

_UMLAUTS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ẞ": "SS", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
_CAPITALS: Final = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE", "ẞ": "SS"})

# unicodedata sorts a run of combining marks in quadratic time, so a run is cut before it gets there.
_MARK_RUN: Final = regex.compile(r"(\p{M}{8})\p{M}+")
_LOOSE_JOINER: Final = regex.compile(
    "(?<![\\p{Extended_Pictographic}\U0001f3fb-\U0001f3ff])\u200d|\u200d(?!\\p{Extended_Pictographic})"
)
# What NFKC leaves of accents and vowel points. Signs that make a different word (Indic, Thai) stay.
_POINTS: Final = regex.compile(
    r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20df]+"
)


def plain(text: str) -> str:
    """`text` in compatibility form with plain punctuation, ready to be cut into words. Umlauts are kept."""
    if text.isascii():
        return text.replace("`", "'")
    text = _MARK_RUN.sub(r"\1", text.translate(_BEFORE))
    if "\u200d" in text:
        text = _LOOSE_JOINER.sub("", text)
    return unicodedata.normalize("NFKC", text).translate(_AFTER)


def exact(word: str) -> str:
    """A word of `plain` text with its capitals: Müller -> Mueller, MÜLLER -> MUELLER, no loose accents."""
    if word.isascii():
        return word
    if word.isupper() and sum(c.isupper() for c in word) > 1:
        word = word.translate(_CAPITALS)
    return _POINTS.sub("", word.translate(_UMLAUTS))


def fold(word: str) -> str:
    """An exact word without its capitals. Folding twice changes nothing."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", word.casefold())
    # A few letters (ſ with accents, some ligatures) need a second turn to settle.
    return _POINTS.sub("", unicodedata.normalize("NFKC", folded.casefold()).translate(_UMLAUTS))
