"""What foresight keeps of a run between its looks, as bytes and back."""

import logging
from dataclasses import dataclass, field

import msgspec

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.watch import Watch, WatchError
from sturmwarte.core.foresee.waves import Tracker
from sturmwarte.engine.foresight.asking import Asking
from sturmwarte.engine.foresight.counting import Counts
from sturmwarte.engine.foresight.feedback import Feedback
from sturmwarte.engine.foresight.follower import Follower
from sturmwarte.station.foresee.models import Memory

log = logging.getLogger("sturmwarte.engine.foresight")
Followers = tuple[Follower, Follower]
"""Of public posts, and of private messages: the two never join, so that neither tells of the other."""


class _Kept(msgspec.Struct, array_like=True):
    watch: bytes
    seen: list[tuple[int, list[tuple[SeriesKey, int]]]]
    change: int


class _Waves(msgspec.Struct, array_like=True):
    public: bytes
    private: bytes


@dataclass
class Known:
    """`seen`: what was counted of the last minutes, to find what comes late. `change`: the last change of the
    ledger that was looked at. `ticked`: the last minute that was looked at."""

    watch: Watch
    followers: Followers
    seen: dict[int, Counts] = field(default_factory=dict)
    change: int = 0
    ticked: int = 0

    def packed(self) -> tuple[bytes, bytes]:
        seen = [(minute, list(counts.items())) for minute, counts in self.seen.items() if counts]
        state = msgspec.msgpack.encode(_Kept(self.watch.pack(), seen, self.change))
        public, private = (one.tracker.pack() for one in self.followers)
        return state, msgspec.msgpack.encode(_Waves(public, private))


def watch_of(row: Memory, calendar: Calendar) -> Watch | None:
    """The watch alone, as it was written last."""
    try:
        return Watch.unpack(msgspec.msgpack.decode(bytes(row.state), type=_Kept).watch, calendar)
    except (WatchError, ValueError):
        return None


def remembered(run: str, calendar: Calendar, feedback: Feedback, asking: Asking) -> Known | None:
    """As it was written last; None when there is nothing, or nothing that can be read."""
    row = Memory.objects.filter(run=run).first()
    if row is None:
        return None
    try:
        kept = msgspec.msgpack.decode(bytes(row.state), type=_Kept)
        waves = msgspec.msgpack.decode(bytes(row.tracker), type=_Waves)
        watch = Watch.unpack(kept.watch, calendar)
        public, private = (
            Tracker.unpack(packed, feedback.budget, siblings=asking.siblings)
            for packed in (waves.public, waves.private)
        )
    except (WatchError, ValueError) as problem:
        log.warning("what is usual is learned anew, as the memory of it cannot be read: %s", problem)
        return None
    seen = {minute: dict(counts) for minute, counts in kept.seen}
    return Known(watch, _followers(public, private), seen, kept.change, row.upto)


def unknown(watch: Watch, feedback: Feedback, asking: Asking, ticked: int) -> Known:
    """A run that begins: no waves yet."""
    public, private = (Tracker(feedback.budget, siblings=asking.siblings) for _ in range(2))
    return Known(watch, _followers(public, private), ticked=ticked)


def _followers(public: Tracker, private: Tracker) -> Followers:
    return Follower(public, private=False), Follower(private, private=True, channels=[])
