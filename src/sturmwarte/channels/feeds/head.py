"""The tags of a page's head: links and meta data, read without building a tree. Pure, linear in the input."""

import html
import re

MOST_CHARS = 512 * 1024

_TAG = re.compile(r"<(link|meta)\b([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z][a-zA-Z:-]{0,40})\s{0,8}=\s{0,8}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def tags(page: str, name: str) -> list[dict[str, str]]:
    """The attributes of every `<link>` or `<meta>`, names in lower case, at most 500 tags."""
    found: list[dict[str, str]] = []
    for tag in _TAG.finditer(page[:MOST_CHARS]):
        if tag[1].lower() == name and len(found) < 500:
            found.append(
                {a[1].lower(): html.unescape(a[2] or a[3] or a[4] or "") for a in _ATTRIBUTE.finditer(tag[2])}
            )
    return found


def meta(page: str, name: str) -> list[str]:
    """The contents of every meta tag of that name."""
    return [tag.get("content", "") for tag in tags(page, "meta") if tag.get("name", "").lower() == name]
