"""Where a page ended, as a word that means nothing to others and breaks visibly when it is tampered with."""

import base64
import binascii
import struct

from sturmwarte.station.archive.errors import BadCursor
from sturmwarte.station.archive.records import Order

_ORDERS: tuple[Order, ...] = ("newest", "reach", "oldest")


def written(order: Order, reach: int, post: int) -> str:
    packed = struct.pack(">Bqq", _ORDERS.index(order), reach, post)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def read(cursor: str, order: Order) -> tuple[int, int]:
    """(reach, id) of the last post seen; BadCursor when it is not one of ours or of another order."""
    try:
        which, reach, post = struct.unpack(
            ">Bqq", base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        )
    except (binascii.Error, struct.error, ValueError):
        raise BadCursor("this page does not exist: start again from the first") from None
    if which != _ORDERS.index(order):
        raise BadCursor("this page belongs to another order: start again from the first")
    return reach, post
