"""How long an answer takes, from the station's own cases."""

from collections.abc import Iterable
from statistics import median

DEFAULT_MIN = 8.0
"""Minutes an answer takes where nothing is known: a rule of thumb."""
ENOUGH = 20
"""Answers below which the default is the better guess."""
_SHORTEST_MIN, _LONGEST_MIN = 0.25, 240.0
_TRIM = 0.05


def handling(durations_min: Iterable[float], default_min: float = DEFAULT_MIN) -> tuple[float, int]:
    """Minutes of work for one answer, and how many answers say so (0: the default, too few are known).

    `durations_min` are minutes from taking a case to its answer. What took under 15 seconds or over four
    hours was a slip or lay open over lunch and says nothing; of the rest a twentieth at either end is
    trimmed. Returned is the mean of what is left, but at most one and a half times its median: the queue
    feels the mean, and a few open cases must not double it.
    """
    known = sorted(each for each in durations_min if _SHORTEST_MIN <= each <= _LONGEST_MIN)
    if len(known) < ENOUGH:
        return default_min, 0
    cut = int(len(known) * _TRIM)
    kept = known[cut : len(known) - cut]
    return round(min(sum(kept) / len(kept), 1.5 * median(kept)), 1), len(known)
