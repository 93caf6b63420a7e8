"""The watcher, watched: when the process that listens (or the one that reads) gives no sign of life, what
it last said about itself means nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sturmwarte.core.listen.hearing.states import State
from sturmwarte.core.reason import Reason

LISTENING, READING = "ears", "engine"
STALE = timedelta(seconds=60)
"""Each writes its sign of life every ten seconds."""


class Beat(Protocol):
    """A process's last sign of life."""

    @property
    def process(self) -> str: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True)
class Station:
    """`resting` before a process has ever reported; `disturbed` when one has fallen silent since `since`."""

    state: State
    why: Reason
    since: datetime | None = None


def station_state(pulses: Iterable[Beat], now: datetime) -> Station:
    """How the station itself hears. The listening process counts before the reading one.

    >>> from datetime import UTC
    >>> station_state([], datetime(2026, 3, 1, tzinfo=UTC)).state
    'resting'
    """
    known = {one.process: one.at for one in pulses}
    for process in (LISTENING, READING):
        if process in known and now - known[process] > STALE:
            since = known[process]
            return Station(
                "disturbed", Reason(f"watch.{process}_silent", {"since": since.isoformat()}), since
            )
    if LISTENING not in known:
        return Station("resting", Reason("watch.never"))
    return Station("hearing", Reason("watch.fine"), known[LISTENING])
