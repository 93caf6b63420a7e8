"""What else this process does beside listening: pictures are secured, the outbox is delivered."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sturmwarte.engine.ears.team import Team

Work = tuple[str, Callable[[], bool], float]


def others(now: Callable[[], datetime], rest: Callable[[float], bool], team: Team) -> Iterator[Work]:  # noqa: ARG001
    """(name, work, seconds between two looks). `work` is true when there is more to do at once."""
    yield from ()
