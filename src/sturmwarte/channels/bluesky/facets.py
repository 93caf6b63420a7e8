"""Links, names and hashtags in a text we send, marked as the network wants them: by bytes of its UTF-8.

Interface: https://docs.bsky.app/docs/advanced-guides/post-richtext
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import regex

MOST_GRAPHEMES = 300
MOST_BYTES = 3000

_LINK = re.compile(r"https?://[^\s<>\"]{2,2000}")
_MENTION = re.compile(
    r"(?<![\w@.])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z][a-zA-Z0-9-]{1,62})"
)
_TAG = regex.compile(r"(?<![\w#&/])[#＃](?!\d+\b)([\p{L}\p{N}_][\p{L}\p{N}\p{M}_-]{0,63})")
_TRAILING = ".,;:!?'\"…"


def graphemes(text: str) -> int:
    """Characters as people count them: what the limit of 300 means."""
    return len(regex.findall(r"\X", text))


def marked(text: str, did: Callable[[str], str]) -> list[dict[str, Any]]:
    """The facets of a text. `did` finds whom a name means; a name of nobody stays plain text."""
    found: list[dict[str, Any]] = []
    for start, end, feature in sorted(_features(text, did), key=lambda one: one[0]):
        first, last = len(text[:start].encode()), len(text[:end].encode())
        if not found or found[-1]["index"]["byteEnd"] <= first:
            found.append({"index": {"byteStart": first, "byteEnd": last}, "features": [feature]})
    return found


def _features(text: str, did: Callable[[str], str]) -> Iterator[tuple[int, int, dict[str, str]]]:
    for match in _LINK.finditer(text):
        link = _ended(match[0])
        yield match.start(), match.start() + len(link), {"$type": "app.bsky.richtext.facet#link", "uri": link}
    for match in _MENTION.finditer(text):
        if who := did(match[1]):
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": who}
            yield match.start(), match.end(), feature
    for found in _TAG.finditer(text):
        tag = found[1].rstrip("-_")
        feature = {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
        yield found.start(), found.start(1) + len(tag), feature


def _ended(link: str) -> str:
    """Without the punctuation of the sentence it stands in."""
    link = link.rstrip(_TRAILING)
    while link.endswith(")") and link.count(")") > link.count("("):
        link = link[:-1].rstrip(_TRAILING)
    return link
