"""Apple's App Store: what customers say of our apps."""

from collections.abc import Sequence

import msgspec

from sturmwarte.channels.appstore.connection import AppStore
from sturmwarte.channels.appstore.parse import Origin, post_of, post_of_response, response_of, review_of
from sturmwarte.channels.appstore.shapes import Page
from sturmwarte.channels.contract import Connection, Place
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Unreadable

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Connection:
    return AppStore(place)


def parse_sample(body: bytes) -> Sequence[Post]:
    """The posts of a list of reviews. Pure; raises Unreadable and nothing else."""
    try:
        page = msgspec.json.decode(body, type=Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.appstore.unreadable") from error
    origin = Origin("sample", "appstore:sample", "1234567890", "Nordstein-App")
    reviews = [post_of(review_of(one), origin) for one in page.data]
    return reviews + [post_of_response(one, origin) for one in map(response_of, page.included) if one]
