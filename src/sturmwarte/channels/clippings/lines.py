"""A mail as lines with the addresses behind them: what every layout is read from. Pure.

In HTML a link's address stands apart from its words. It is put beside them as a sign that no text has before
the HTML becomes plain text, and taken out of the lines again.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from sturmwarte.channels.mailbox.decoding import text
from sturmwarte.channels.mailbox.mime import Mime, Part
from sturmwarte.channels.mailbox.wording import MOST_BYTES
from sturmwarte.wire.html import plain

MOST_LINES = 3000
MOST_LENGTH = 2000
MOST_URL = 1500
_ANCHOR = re.compile(r"<a\b([^<>]{0,4000})>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_SIGN = re.compile("\ue000(\\d{1,6})\ue001")
_URL = re.compile(r"https?://[^\s<>\"'\]]{4,1500}")
_TRACKING = re.compile(
    r"^(?:utm_.*|fbclid|gclid|mc_cid|mc_eid|trk|trkemail|midtoken|midsig|refid|ref_src)$", re.I
)


@dataclass(frozen=True)
class Line:
    """`text` in one line, `urls` behind its words or in them."""

    text: str
    urls: tuple[str, ...] = ()


def lines(mime: Mime) -> list[Line]:
    """Of the HTML part where there is one, since only it has the links' addresses in order."""
    shown = [part for part in mime.parts if not part.attached and not part.name]
    pages = [part for part in shown if part.type == "text/html"]
    written = [part for part in shown if part.type == "text/plain"]
    made = [line for part in pages[:4] for line in _of_page(part)]
    return (made or [line for part in written[:4] for line in _of_text(part)])[:MOST_LINES]


def address(url: str, wrapped: tuple[str, ...] = ()) -> str:
    """Where a link really leads: out of the sender's counter (`wrapped` are its parameters' names), without
    tracking. Empty for what is no web address."""
    for _ in range(3):
        query = dict(_query(url))
        inner = next((query[name] for name in wrapped if query.get(name, "").startswith("http")), "")
        if not inner:
            break
        url = inner
    return _without_tracking(url)


def _of_page(part: Part) -> Iterator[Line]:
    urls = list[str]()

    def sign(hit: re.Match[str]) -> str:
        href = _HREF.search(hit[1])
        urls.append(html.unescape(next(filter(None, href.groups()), "")).strip() if href else "")
        return f"{hit[0]}\ue000{len(urls) - 1}\ue001"

    page = text(part.content[:MOST_BYTES], part.charset).replace("\ue000", "").replace("\ue001", "")
    for line in plain(_ANCHOR.sub(sign, page)).split("\n"):
        behind = [urls[int(number)] for number in _SIGN.findall(line) if int(number) < len(urls)]
        words = " ".join(_SIGN.sub("", line).split())[:MOST_LENGTH]
        if words or behind:
            yield Line(words, tuple(url for url in behind if _is_web(url)))


def _of_text(part: Part) -> Iterator[Line]:
    for line in text(part.content[:MOST_BYTES], part.charset).split("\n"):
        short = " ".join(line[:MOST_LENGTH].split())
        if short:
            yield Line(short, tuple(url.rstrip(".,;:)") for url in _URL.findall(short)))


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://")) and len(url) <= MOST_URL and not re.search(r"\s", url)


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, max_num_fields=60)
    except ValueError:
        return []


def _without_tracking(url: str) -> str:
    if not _is_web(url):
        return ""
    try:
        parts = urlsplit(url)
        kept = [piece for piece in parts.query.split("&") if not _TRACKING.match(piece.partition("=")[0])]
        return urlunsplit(parts._replace(query="&".join(kept), fragment=parts.fragment))
    except ValueError:
        return ""
