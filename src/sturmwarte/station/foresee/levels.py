"""The level of a wave as it counts: the engine proposes and raises, a named person lowers.

Blue is aftercare: below yellow, above green, and never reached by rising.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import convert
from msgspec.structs import replace

from sturmwarte.core.alarm.raising import Standing, raised
from sturmwarte.core.foresee.wave import Reached, Wave

RANK = {"green": 0, "blue": 1, "yellow": 2, "orange": 3, "red": 4}


def effective(told: Mapping[str, Any]) -> str:
    """The level the plan's criteria propose in a wave as it was told."""
    level = str((told.get("proposal") or {}).get("level") or "green")
    return level if level in RANK else "green"


def standing_after(level: str, lowered_from: str, before: Mapping[str, Any], told: Wave) -> Standing:
    """What stands once a wave was told with its proposal. `level`, `lowered_from`, `before` (as it was told
    last, or empty) are its row's: the row decides, whatever the engine remembers."""
    levels = convert(before.get("levels") or [], tuple[Reached, ...])
    now = Standing(level="green" if level == "blue" else level, levels=levels, lowered_from=lowered_from)
    after = raised(now, told.proposal, told.updated) if told.proposal else now
    return replace(after, level=level) if after.level == "green" else after
