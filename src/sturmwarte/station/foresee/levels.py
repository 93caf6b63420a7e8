"""The level of a wave as it counts: the engine proposes and raises, a named person lowers.

Blue is aftercare: below yellow, above green, and never reached by rising.
"""

from collections.abc import Mapping
from typing import Any

RANK = {"green": 0, "blue": 1, "yellow": 2, "orange": 3, "red": 4}


def effective(told: Mapping[str, Any]) -> str:
    """The level the plan's criteria propose in a wave as it was told."""
    level = str((told.get("proposal") or {}).get("level") or "green")
    return level if level in RANK else "green"


def raised(level: str, proposed: str, lowered_from: str) -> tuple[str, str]:
    """(the level from now on, up to which level it stays lowered).

    >>> raised("green", "yellow", "")
    ('yellow', '')
    >>> raised("yellow", "green", "")
    ('yellow', '')
    >>> raised("yellow", "red", "red")
    ('yellow', 'red')
    >>> raised("yellow", "red", "orange")
    ('red', '')
    >>> raised("yellow", "green", "red")
    ('yellow', '')
    """
    if proposed == "blue":  # a person steps down to it; the wave itself has calmed
        proposed = "green"
    if lowered_from and RANK[proposed] > RANK[level] and RANK[proposed] <= RANK[lowered_from]:
        return level, lowered_from
    return max(level, proposed, key=RANK.__getitem__), ""
