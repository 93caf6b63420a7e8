"""What feeds write as text: titles with entities, HTML in plain fields, control characters. Pure."""

import html
import re
from urllib.parse import urljoin, urlsplit

from sturmwarte.wire.html import plain

MOST_TITLE = 500
MOST_TEXT = 50_000

_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d|#x|[a-zA-Z])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def text_of(value: object, most: int = MOST_TEXT) -> str:
    """Plain text of HTML or of text that only might be; anything but a string is none."""
    if not isinstance(value, str):
        return ""
    value = value[: most * 4]
    text = plain(value) if _MARKUP.search(value) else value.strip()
    return _CONTROL.sub("", text).replace("\xa0", " ")[:most].strip()


def title_of(value: object) -> str:
    """A title on one line. Feeds escape them once too often: `&amp;amp;` is meant as `&`."""
    text = html.unescape(text_of(value, MOST_TITLE * 2))
    return " ".join(_CONTROL.sub("", text).split())[:MOST_TITLE]


def line_of(value: object, most: int = 300) -> str:
    """A short text on one line, as it stands."""
    return " ".join(_CONTROL.sub("", value[: most * 2]).split())[:most] if isinstance(value, str) else ""


def address_of(value: object, base: str = "") -> str:
    """An absolute http(s) address, empty for anything else: `javascript:`, `data:`, no address at all."""
    text = line_of(value, 2000).replace(" ", "%20")
    if not text:
        return ""
    try:
        url = text if _SCHEME.match(text) else urljoin(base, text)
        parts = urlsplit(url)
        return url if parts.scheme.lower() in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
