"""How well something is heard, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sturmwarte.core.reason import Reason

State: TypeAlias = Literal["hearing", "quiet", "limited", "disturbed", "resting"]

HEARD = frozenset({"hearing", "quiet", "limited"})
"""States in which a count of zero is a zero."""


@dataclass(frozen=True)
class Verdict:
    """`chance` is the probability that in a whole week chance alone would make it as silent as it is now;
    None where that cannot be said. `since` is when a disturbance began, which is before it was certain."""

    state: State
    why: Reason
    chance: float | None = None
    since: datetime | None = None

    @property
    def heard(self) -> bool:
        return self.state in HEARD
