"""Lists of feeds as other programs keep them: OPML 2.0 (http://opml.org/spec2.opml). Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import quoteattr

import listparser

from sturmwarte.channels.feeds.words import address_of, line_of
from sturmwarte.wire.errors import Unreadable

MOST_BYTES = 2 * 2**20
MOST_FEEDS = 2_000


def from_opml(body: bytes) -> list[tuple[str, str]]:
    """Title and address of each feed, each address once, folders flattened. Raises Unreadable."""
    if len(body) > MOST_BYTES:
        raise Unreadable("channel.feeds.opml_too_large", megabytes=MOST_BYTES // 2**20)
    if b"<!ENTITY" in body:  # no list needs one, and each may grow without end
        raise Unreadable("channel.feeds.no_opml")
    try:
        read = listparser.parse(body)
    except Exception as error:  # what its parsers below raise is not told
        raise Unreadable("channel.feeds.no_opml") from error
    found: dict[str, str] = {}
    for feed in read.feeds[: MOST_FEEDS * 2]:
        address = address_of(_as_http(feed.url))
        if address:
            found.setdefault(address, line_of(feed.title, 200))
    if not found:
        raise Unreadable("channel.feeds.no_opml")
    return [(title, address) for address, title in found.items()][:MOST_FEEDS]


def to_opml(feeds: Iterable[tuple[str, str]], title: str, made: datetime) -> bytes:
    """The list as a file that any reader takes. `feeds` are titles and addresses."""
    lines = [_outline(name, address) for name, address in feeds]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<opml version="2.0">',
            "  <head>",
            f"    <title>{_text(title)}</title>",
            f"    <dateCreated>{format_datetime(made)}</dateCreated>",
            "  </head>",
            "  <body>",
            *lines,
            "  </body>",
            "</opml>",
            "",
        ]
    ).encode()


def addresses_of(lines: Sequence[str]) -> list[str]:
    """The addresses of the set-up field, each once: `feed:` and a missing `https://` are mended."""
    mended = (_as_http(line.strip()) for line in lines)
    return list(dict.fromkeys(address for address in mended if address))


def _as_http(address: str) -> str:
    address = address.strip()
    for prefix in ("feed://", "feed:"):
        if address.lower().startswith(prefix):
            address = address[len(prefix) :]
    if address and "://" not in address:
        address = f"https://{address}"
    return address


def _outline(title: str, address: str) -> str:
    name = quoteattr(line_of(title, 200) or address)
    return f'    <outline type="rss" text={name} title={name} xmlUrl={quoteattr(address)}/>'


def _text(text: str) -> str:
    return quoteattr(line_of(text))[1:-1]
