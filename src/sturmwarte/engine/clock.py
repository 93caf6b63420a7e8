"""The time of a run. Everything in the engine asks the run's clock; nothing asks the machine's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime: ...


def real_now() -> datetime:
    return datetime.now(UTC)


class RealClock:
    """The clock of `live` and `import`."""

    def now(self) -> datetime:
        return real_now()


@dataclass
class StoryClock:
    """The clock of a replay or drill: starts at `story_start` and runs `speed` times as fast as ours."""

    story_start: datetime
    speed: float
    real: Callable[[], datetime] = real_now
    started: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.real()

    def now(self) -> datetime:
        return self.story_start + (self.real() - self.started) * self.speed

    def wait_s(self, moment: datetime) -> float:
        """Real seconds until the story reaches a moment; 0 when it has."""
        return max(0.0, (moment - self.now()).total_seconds() / self.speed)


@dataclass
class SteppedClock:
    """A clock that stands until it is moved: for replays as fast as the machine can."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def move(self, moment: datetime) -> None:
        """Time never runs backwards, whatever order posts come in."""
        self.at = max(self.at, moment)
