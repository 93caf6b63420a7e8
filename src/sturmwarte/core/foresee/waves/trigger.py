"""A single event that is a wave by itself, whatever the counts say."""

from datetime import datetime
from typing import Literal

import msgspec

from sturmwarte.core.foresee.signal import SeriesKey

What = Literal["press", "danger", "reach"]


class Trigger(msgspec.Struct, frozen=True):
    """A post of the press, one that tells of danger to people, or one that very many see.

    `series`: whose counts tell of the wave, by default all posts of the topic. `known`: it has a baseline.
    """

    topic: str
    what: What
    at: datetime
    channel: str = ""
    known: bool = False
    series: SeriesKey | None = None
