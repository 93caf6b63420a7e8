"""The texts of a campaign: exact copies counted, edited ones with what was changed marked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sturmwarte.core.query.folding import fold
from sturmwarte.station.archive.pages import hostile
from sturmwarte.station.archive.pages.view import opening
from sturmwarte.station.archive.records import Found

LONGEST = 600
MOST = 12
_WORDS = re.compile(r"\S+|\s+")
_LETTERS = re.compile(r"\w+")


@dataclass(frozen=True)
class Wording:
    """One text: how many posts have it, the first of them, and the text with its changes marked."""

    n: int
    first: Found
    at: datetime | None
    words: SafeString


def wordings(posts: Sequence[Found]) -> list[Wording]:
    """The different texts of posts in their order, the most frequent first; changes are told against the
    first post's text."""
    groups: dict[str, list[Found]] = {}
    for post in posts:
        groups.setdefault(_same(opening(post.post)), []).append(post)
    if not groups:
        return []
    original = _text(posts[0])
    found = [
        Wording(len(group), group[0], group[0].post.created_at, changes(original, _text(group[0])))
        for group in groups.values()
    ]
    return [found[0], *sorted(found[1:], key=lambda one: -one.n)[: MOST - 1]]


def _text(post: Found) -> str:
    return hostile.excerpt(opening(post.post), LONGEST)


def _same(text: str) -> str:
    return " ".join(_LETTERS.findall(fold(text[:4_000])))


def changes(before: str, after: str) -> SafeString:
    """`after` as HTML: what it added in <ins>, what it left out in <del>.

    >>> changes("gebt sie zurück", "gebt alle zurück")
    'gebt <del>sie</del><ins>alle</ins> zurück'
    """
    one, other = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(conditional_escape("".join(other[c:d])))
        else:
            pieces += _marked("del", one[a:b]), _marked("ins", other[c:d])
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped


def _marked(mark: str, words: Iterable[str]) -> str:
    text = "".join(words)
    if not text.strip():
        return conditional_escape(text) if mark == "ins" else ""
    said = text.strip()
    before, _, after = text.partition(said)
    return format_html("{}<ins>{}</ins>{}" if mark == "ins" else "{}<del>{}</del>{}", before, said, after)
