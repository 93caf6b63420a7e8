"""What follows from a proposal: the engine raises a level by itself, a person lowers it."""

from datetime import datetime
from typing import Final

import msgspec

from sturmwarte.core.foresee.wave import Proposal, Reached

ORDER: Final = ("green", "yellow", "orange", "red")


class Standing(msgspec.Struct, frozen=True):
    """The level in force and when each was first reached. `lowered_from` is the level that a person stepped
    down from: up to it nothing is raised again until the criteria have let go of it once."""

    level: str = "green"
    levels: tuple[Reached, ...] = ()
    lowered_from: str = ""


def raised(standing: Standing, proposal: Proposal, now: datetime) -> Standing:
    """What stands after a proposal. Blue raises nothing: it asks a person to step down.

    >>> from datetime import UTC
    >>> raised(Standing("orange"), Proposal(level="yellow"), datetime(2026, 3, 2, tzinfo=UTC)).level
    'orange'
    """
    proposed = ORDER.index(proposal.level) if proposal.level in ORDER else 0
    barrier = standing.lowered_from
    if barrier and proposed <= ORDER.index(standing.level):
        barrier = ""  # the criteria let go: whatever comes now is new
    elif barrier and proposed > ORDER.index(barrier):
        barrier = ""  # worse than what the person had seen
    if barrier or proposed <= ORDER.index(standing.level):
        return Standing(standing.level, standing.levels, barrier)
    new = tuple(
        Reached(level, now)
        for level in ORDER[ORDER.index(standing.level) + 1 : proposed + 1]
        if all(reached.level != level for reached in standing.levels)
    )
    return Standing(ORDER[proposed], standing.levels + new, barrier)


def stepped_down(standing: Standing, to: str) -> Standing:
    """After a named person lowered the level. Raises `ValueError` unless `to` is a lower one."""
    if to not in ORDER or ORDER.index(to) >= ORDER.index(standing.level):
        lower = ", ".join(ORDER[: ORDER.index(standing.level)]) or "none"
        raise ValueError(f"{to} is not below {standing.level}; lower levels are: {lower}")
    return Standing(to, standing.levels, standing.level)
