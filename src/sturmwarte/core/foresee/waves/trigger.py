"""A single event that is a wave by itself, whatever the counts say."""

from datetime import datetime
from typing import Literal

import msgspec

What = Literal["press", "danger", "reach"]


class Trigger(msgspec.Struct, frozen=True):
    """A post of the press, one that tells of danger to people, or one that very many see.

    `known`: the topic has a baseline that its posts may be held against.
    """

    topic: str
    what: What
    at: datetime
    channel: str = ""
    known: bool = False
