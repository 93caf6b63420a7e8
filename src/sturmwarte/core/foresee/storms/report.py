"""What judging recorded history tells, as plain data."""

from datetime import datetime

import msgspec

from sturmwarte.core.foresee.signal import Direction, View
from sturmwarte.core.foresee.wave import Reached
from sturmwarte.core.reason import Reason


class Storm(msgspec.Struct, frozen=True, kw_only=True):
    """A storm as everybody sees it afterwards, and when the station would have warned.

    `started` is the first five minutes of the steep rise. Rates are posts an hour. `detected` and the rest
    are None or empty when it would have been missed. `levels` tells when each was reached, `to_level_min`
    how many minutes after `started`.
    """

    started: datetime
    peak_at: datetime
    ended: datetime
    posts: int
    peak_rate: float
    usual: float
    wave: str = ""
    view: View | None = None
    detected: datetime | None = None
    delay_min: float | None = None
    levels: tuple[Reached, ...] = ()
    to_level_min: dict[str, float] = {}


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """A wave the station would have called. `real`: there was a storm; None for a fall, which hindsight by
    counts cannot judge: nobody knows whether people were silent or nobody heard them."""

    wave: str
    view: View
    direction: Direction
    started: datetime
    detected: datetime
    ended: datetime | None
    peak_rate: float
    usual: float
    level: str
    levels: tuple[Reached, ...]
    real: bool | None
    why: tuple[Reason, ...] = ()


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Equal steps from `began` on, all as posts an hour. `counts` is None where nothing was heard.

    `highest` is the busiest half hour within a step, so that a storm stays a storm on a chart of a year.
    `low` and `high` are where 8 of 10 usual hours lie; None before a baseline was known.
    """

    began: datetime
    step_min: int
    counts: tuple[float | None, ...]
    highest: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`months` of hearing with a baseline, in which there were `false_alarms`.

    `heard`: share of the time, 0..1.
    """

    series: str
    since: datetime | None = None
    until: datetime | None = None
    rows: int = 0
    step_min: int = 5
    heard: float = 0.0
    months: float = 0.0
    budget: float = 2.0
    storms: tuple[Storm, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    false_alarms: int = 0
    false_a_month: float | None = None
    chart: Chart | None = None
    why: tuple[Reason, ...] = ()
