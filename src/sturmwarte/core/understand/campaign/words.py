"""The words of a post for comparing, so that what a spun copy changes at no cost does not count."""

import re
from sys import intern
from typing import Final

from sturmwarte.core.query.folding import fold, plain

MOST_CHARACTERS: Final = 4_000
"""Read from a post's beginning. A copy of an article differs at its start already, if at all."""
MOST_WORDS: Final = 400

Words = tuple[str, ...]

# Addresses are shortened anew and names swapped in every copy, so neither can tell or part two posts.
_CHANGED_AT_WILL: Final = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@\w[\w.]*")
_REPOSTED: Final = re.compile(r"\s*rt\b")
_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"\d+")
# Nearly all German and English posts consist of these, and there lower case and four umlauts fold it all.
_EASY: Final = re.compile("[\x00-\x7fäöüÄÖÜß„“”‚‘’»«–—…€§°\U0001f300-\U0001faff]*")
_APART: Final = {code: chr(code) if chr(code).isalpha() else " " for code in range(128)} | dict.fromkeys(
    b"0123456789", "0"
)


def words(text: str) -> Words:
    """The folded words in order, at most `MOST_WORDS`: no links, @names or signs, every number as `0`.

    A hashtag counts as its word: `#Streik` and `Streik` are the cheapest variation of all.
    """
    text = text[:MOST_CHARACTERS]
    easy = _EASY.fullmatch(text) is not None
    text = _kept(_easily_folded(text) if easy else fold(plain(text)))
    return tuple(map(intern, _easily_cut(text) if easy else _cut(text)))


def _kept(text: str) -> str:
    if "@" in text or "://" in text or "www." in text:
        text = _CHANGED_AT_WILL.sub(" ", text)
    begun = _REPOSTED.match(text)
    return text[begun.end() :] if begun else text


def _cut(text: str) -> list[str]:
    return _WORD.findall(_NUMBER.sub("0", text))[:MOST_WORDS]


def _easily_folded(text: str) -> str:
    """What `fold(plain(text))` makes of easy text, with `?` for signs outside ASCII; many times as fast."""
    text = text.lower()
    if not text.isascii():
        text = text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
        text = text.encode("ascii", "replace").decode("ascii")
    return text


def _easily_cut(text: str) -> list[str]:
    text = text.translate(_APART)
    return (_NUMBER.sub("0", text) if "00" in text else text).split()[:MOST_WORDS]
