"""Google Play: what customers say of our apps."""

from collections.abc import Sequence

import msgspec

from sturmwarte.channels.contract import Connection, Place
from sturmwarte.channels.playstore.connection import PlayStore
from sturmwarte.channels.playstore.parse import Origin, posts_of, review_of
from sturmwarte.channels.playstore.shapes import Found
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Unreadable

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Connection:
    return PlayStore(place)


def parse_sample(body: bytes) -> Sequence[Post]:
    """The posts of a list of reviews. Pure; raises Unreadable and nothing else."""
    try:
        found = msgspec.json.decode(body, type=Found)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.playstore.unreadable") from error
    origin = Origin("sample", "playstore:sample", "example.nordstein.app")
    return [post for one in found.reviews for post in posts_of(review_of(one), origin)]
