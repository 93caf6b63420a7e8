"""Feeds: RSS, Atom and JSON Feed; news, blogs, comments, podcasts, and whatever else publishes one."""

from collections.abc import Sequence

from sturmwarte.channels.contract import Connection, Place
from sturmwarte.channels.feeds.connection import Feeds
from sturmwarte.channels.feeds.opml import from_opml, to_opml
from sturmwarte.channels.feeds.parse import parse
from sturmwarte.channels.feeds.posts import Origin, identities, post_of
from sturmwarte.core.post import Post

__all__ = ["connect", "from_opml", "lines_of", "parse_sample", "to_opml"]


def connect(place: Place) -> Connection:
    return Feeds(place)


def lines_of(body: bytes) -> list[str]:
    """The addresses of a list of feeds (OPML), for the set-up form. Raises Unreadable."""
    return [address for _, address in from_opml(body)]


def parse_sample(body: bytes) -> Sequence[Post]:
    """The posts of one feed document. Pure; raises Unreadable and nothing else."""
    address = "https://sample.example/feed"
    feed = parse(body, address)
    origin = Origin("sample", "feeds:sample", address)
    ids = identities(feed, address)
    return [post_of(item, id, feed, origin) for item, id in zip(feed.items, ids, strict=True) if id]
