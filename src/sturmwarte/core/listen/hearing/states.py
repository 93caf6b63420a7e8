"""How well something is heard, and why."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sturmwarte.core.reason import Reason

State: TypeAlias = Literal["hearing", "quiet", "limited", "disturbed", "resting"]

HEARD = frozenset({"hearing", "quiet", "limited"})
"""States in which a count of zero is a zero."""


@dataclass(frozen=True)
class Verdict:
    """`chance` is the probability that in a whole week chance alone would make it as silent as it is now;
    None where that cannot be said."""

    state: State
    why: Reason
    chance: float | None = None

    @property
    def heard(self) -> bool:
        return self.state in HEARD
