"""Discourse: forums of one's own and of others."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from sturmwarte.channels.contract import Connection, Place
from sturmwarte.channels.discourse.connection import Forum
from sturmwarte.channels.discourse.parse import Origin, entry_of, post_of
from sturmwarte.channels.discourse.shapes import Latest
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Unreadable

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Connection:
    return Forum(place)


def parse_sample(body: bytes) -> Sequence[Post]:
    """The posts of an answer of `/posts.json`. Pure; raises Unreadable and nothing else."""
    try:
        latest = msgspec.json.decode(body, type=Latest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise Unreadable("channel.discourse.unreadable") from error
    origin = Origin("sample", "discourse:sample", "https://forum.example", frozenset({"stadtwerke"}))
    now = datetime(2026, 11, 22, tzinfo=UTC)
    entries = (entry_of(one) for one in latest.posts)
    return [post_of(entry, origin, now=now) for entry in entries if entry.by_people and not entry.hidden]
