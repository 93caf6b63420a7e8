"""Mastodon and the Fediverse: everything that speaks Mastodon's client API."""

from collections.abc import Sequence

import msgspec

from sturmwarte.channels.contract import Place
from sturmwarte.channels.mastodon.connection import Mastodon
from sturmwarte.channels.mastodon.parse import Stand, post_of
from sturmwarte.channels.mastodon.reading import Json, inner, items
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Unreadable

__all__ = ["connect", "parse_sample"]

_SAMPLE = Stand("mastodon:sample", "sample", "social.example", me="1")


def connect(place: Place) -> Mastodon:
    return Mastodon(place)


def parse_sample(body: bytes) -> Sequence[Post]:
    """Posts of a recorded answer: statuses, notifications or a search. Raises Unreadable."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("trouble.no_json", host="sample", status=200) from error
    return [post_of(status, _SAMPLE) for status in _statuses(said)]


def _statuses(said: object) -> list[Json]:
    if isinstance(said, dict):
        found = items(said, "statuses") if "statuses" in said else [said]
    elif isinstance(said, list):
        found = [item for item in said if isinstance(item, dict)]
    else:
        raise Unreadable("channel.mastodon.no_status", host="sample")
    # A notification without a status (a new follower) is no post.
    return [
        inner(item, "status") if "type" in item else item
        for item in found
        if "type" not in item or item.get("status")
    ]
