"""What an edit changed, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sturmwarte.core.post import Post
from sturmwarte.station.archive.pages import hostile
from sturmwarte.station.archive.records import Found

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
_MOST = 3_000
"""Words and signs compared of a text; comparing costs their square at worst."""
_LONGEST = 20_000


@dataclass(frozen=True)
class Edition:
    """A version as it is shown: with what was taken out and put in since the one before. `added` and
    `taken` count
    words; both 0 means that nothing but pictures or stars changed."""

    number: int
    at: datetime | None
    changes: SafeString
    added: int
    taken: int
    first: bool


def editions(versions: Sequence[Found]) -> list[Edition]:
    """The newest first, each beside the one before it."""
    found = []
    for number, one in enumerate(versions):
        before = versions[number - 1].post if number else None
        html, added, taken = difference(before, one.post) if before else (hostile.body(_text(one.post)), 0, 0)
        at = one.post.edited_at if number else one.post.created_at or one.post.received_at
        found.append(Edition(one.version, at, html, added, taken, not number))
    return found[::-1]


def difference(old: Post, new: Post) -> tuple[SafeString, int, int]:
    """The new text as HTML with `ins` and `del`, and how many words came and went."""
    before, after = (_PIECE.findall(_text(post)) for post in (old, new))
    if max(len(before), len(after)) > _MOST:
        before, after = before[:_MOST], after[:_MOST]
    html: list[str] = []
    added = taken = 0
    for done, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = before[a:b], after[c:d]
        if done == "equal":
            html.append(format_html("{}", "".join(come)))
            continue
        html += _marked("del", gone)
        html += _marked("ins", come)
        taken += _words(gone)
        added += _words(come)
    return mark_safe("".join(html)), added, taken  # noqa: S308 - every piece was escaped


def _marked(tag: str, pieces: Sequence[str]) -> Iterator[str]:
    text = "".join(pieces)
    if text:
        yield format_html("<{0}>{1}</{0}>", mark_safe(tag), text)  # noqa: S308 - one of two words of ours


def _words(pieces: Sequence[str]) -> int:
    return sum(piece.strip() != "" and piece[0].isalnum() for piece in pieces)


def _text(post: Post) -> str:
    return hostile.plain("\n".join(part for part in (post.title, post.text) if part), _LONGEST)
