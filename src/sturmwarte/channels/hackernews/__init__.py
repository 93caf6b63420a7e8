"""Hacker News: what is said there about our topics."""

from collections.abc import Sequence

import msgspec

from sturmwarte.channels.contract import Connection, Place
from sturmwarte.channels.hackernews.connection import HackerNews
from sturmwarte.channels.hackernews.parse import Origin, hit_of, post_of_hit
from sturmwarte.channels.hackernews.shapes import Found
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Unreadable

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Connection:
    return HackerNews(place)


def parse_sample(body: bytes) -> Sequence[Post]:
    """The posts of a search's answer. Pure; raises Unreadable and nothing else."""
    try:
        found = msgspec.json.decode(body, type=Found)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.hackernews.unreadable") from error
    return [post_of_hit(hit_of(hit), Origin("sample", "hackernews:sample")) for hit in found.hits]
