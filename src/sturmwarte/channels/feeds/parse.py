"""Bytes to a feed, whatever its format. Pure; raises Unreadable and nothing else."""

from sturmwarte.channels.feeds.feed import Feed
from sturmwarte.channels.feeds.jsonfeed import read_json
from sturmwarte.channels.feeds.markup import read_xml
from sturmwarte.wire.errors import Unreadable

MOST_BYTES = 5 * 2**20


def parse(body: bytes, url: str = "", content_type: str = "") -> Feed:
    """A feed of at most 5 MB and 2,000 items. `url` is where it came from, for relative addresses."""
    if len(body) > MOST_BYTES:
        raise Unreadable("channel.feeds.too_large", address=url)
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise Unreadable("channel.feeds.empty", address=url)
    if start.startswith((b"{", b"[")):
        return read_json(body, url)
    return read_xml(body, url, content_type)


def is_page(body: bytes, content_type: str) -> bool:
    """Whether this is a web page, which may name its feed."""
    start = body[:2048].lower().lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{") or b"<rss" in start or b"<feed" in start or b"<rdf:rdf" in start:
        return False
    return b"<!doctype html" in start or b"<html" in start or "html" in content_type.lower()
