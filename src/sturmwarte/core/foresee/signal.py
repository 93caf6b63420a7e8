"""What the counts say: a series of counts, and the moments at which one of them is unusual."""

from datetime import datetime
from typing import Literal

import msgspec

from sturmwarte.core.reason import Reason

By = Literal["all", "channel", "sentiment", "kind"]
View = Literal["spike", "build_up"]
"""Minutes, or hours: each with a false-alarm budget of its own, never one maximum of both."""
Direction = Literal["up", "down"]


class SeriesKey(msgspec.Struct, frozen=True, order=True):
    """A topic's posts, all of them or those of one channel, sentiment or kind (`by` and `value`)."""

    topic: str
    by: By = "all"
    value: str = ""


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """One series is unusual at one moment.

    `per_month` is how often chance alone brings something at least as unusual in 30 days: the smaller, the
    surer. `score` says the same in 0..1, the higher the stranger. `observed` and `expected` are posts an hour
    in the view's window, which began at `since` and ended at `at`. `known` is false while no baseline exists.
    """

    series: SeriesKey
    view: View
    direction: Direction
    at: datetime
    since: datetime
    score: float
    per_month: float
    observed: float
    expected: float
    known: bool = True
    why: tuple[Reason, ...] = ()
