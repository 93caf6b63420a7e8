"""A stored wave as the core's own shapes, ready for pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import msgspec

from sturmwarte.core.foresee.outlook import Forecast, Staffing
from sturmwarte.core.foresee.wave import Wave as Told
from sturmwarte.station.foresee.levels import RANK
from sturmwarte.station.foresee.models import Wave

T = TypeVar("T")


@dataclass
class Seen:
    """A wave's row, and what it holds: the story, the forecast and the staffing are read when asked for."""

    row: Wave

    @cached_property
    def wave(self) -> Told:
        return msgspec.convert(self.row.told, Told, str_keys=True)

    @cached_property
    def forecast(self) -> Forecast | None:
        return _read(self.row.forecast, Forecast)

    @cached_property
    def staffing(self) -> Staffing | None:
        return _read(self.row.staffing, Staffing)

    @property
    def level(self) -> str:
        return str(self.row.level)

    @property
    def severity(self) -> int:
        return RANK.get(self.level, 0)

    @property
    def over(self) -> bool:
        return self.row.ended is not None or self.row.phase == "over"

    @property
    def down(self) -> bool:
        return bool(self.row.direction == "down")

    @property
    def times(self) -> float | None:
        """How many times the usual it is now; None without a baseline or where nothing is usual."""
        wave = self.wave
        return wave.rate / wave.usual if wave.known and wave.usual >= 0.05 else None

    @property
    def weight(self) -> tuple[bool, int, float]:
        """The worst and strongest first, muted ones last (in reverse order)."""
        strength = self.wave.usual if self.down else self.wave.rate
        return not self.row.muted, self.severity, strength


def ranked(rows: Iterable[Wave]) -> list[Seen]:
    """The worst and strongest first."""
    return sorted(map(Seen, rows), key=lambda seen: seen.weight, reverse=True)


def _read(stored: object, shape: type[T]) -> T | None:
    """What another version wrote may not fit: then the page does without."""
    if stored is None:
        return None
    try:
        return msgspec.convert(stored, shape, str_keys=True)
    except msgspec.ValidationError:
        return None
