"""The waves of one sort of posts, public or private, as one tracker follows them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from sturmwarte.core.foresee.signal import Signal
from sturmwarte.core.foresee.wave import Wave
from sturmwarte.core.foresee.waves import Tracker
from sturmwarte.core.foresee.waves.trigger import Trigger
from sturmwarte.engine.foresight.asking import Asking
from sturmwarte.engine.foresight.counting import channel_of
from sturmwarte.engine.foresight.tales import Tales

_MARK = "p-"
"""Begins the id of a private wave, so that it is never taken for a public one."""


@dataclass
class Follower:
    """`channels`: those with private messages, None for public posts. `unusual`: since when each channel of
    a wave was."""

    tracker: Tracker
    private: bool
    channels: list[str] | None = None
    unusual: dict[str, dict[str, datetime]] = field(default_factory=dict)
    ended: dict[str, Wave] = field(default_factory=dict)
    important: bool = False

    def tick(
        self,
        now: datetime,
        signals: Sequence[Signal],
        triggers: Sequence[Trigger],
        asking: Asking,
        tales: Tales,
        muted: Collection[str],
    ) -> None:
        changes = self.tracker.tick(
            now,
            signals,
            asking.pulse,
            triggers=triggers,
            authors=asking.authors,
            alike=tales.alike,
            muted=muted,
        )
        for change in changes:
            self.important |= change.what in {"onset", "merged", "revived", "over"}
            if change.wave.phase == "over":
                self.ended[change.wave.id] = change.wave
        for wave in self.open:
            self._note_channels(wave, signals)

    @property
    def open(self) -> list[Wave]:
        return [wave for wave in self.tracker.waves() if wave.phase != "over"]

    def outgoing(self, wave: Wave) -> Wave:
        """As it is written down: no series' inner name, and an id of its own."""
        channels = tuple(dict.fromkeys(map(channel_of, wave.channels)))
        series = tuple(
            replace(key, value=channel_of(key.value)) if key.by == "channel" else key for key in wave.series
        )
        wave = replace(wave, channels=channels, series=series)
        if not self.private:
            return wave
        return replace(wave, id=_MARK + wave.id, into=_MARK + wave.into if wave.into else "")

    def inner(self, id: str) -> str:
        """The tracker's id of a wave that was written down."""
        return id.removeprefix(_MARK) if self.private else id

    def _note_channels(self, wave: Wave, signals: Sequence[Signal]) -> None:
        since = self.unusual.setdefault(wave.id, {})
        for signal in signals:
            if signal.series.by == "channel" and signal.series.topic in wave.topics:
                since.setdefault(channel_of(signal.series.value), signal.since)
