"""How long a subscription waits after a trouble: who is asked again soon, and who needs a person first."""

import traceback
from collections.abc import Iterable
from datetime import datetime

from sturmwarte.channels.contract import Pace
from sturmwarte.station.listen.words import hidden
from sturmwarte.wire.errors import Blocked, Gone, Limited, Missing, Refused, Trouble, Wrong

NEEDS_PERSON_S = 900.0
"""Asking more often with a revoked token gets the account locked; a change of settings asks at once."""
LIMITED_LEAST_S = 5.0
LIMITED_LONGEST_S = 6 * 3600.0

_NEEDS_PERSON = (Refused, Wrong, Gone, Missing, Blocked)


def wait_s(trouble: Trouble, pace: Pace, luck: float, now: datetime) -> float:
    """Seconds until the next attempt. `luck` between 0 and 1 keeps two sources from asking in step."""
    pause = pace.after_failure(luck)
    if isinstance(trouble, _NEEDS_PERSON):
        return NEEDS_PERSON_S * (1 + luck / 10)
    if isinstance(trouble, Limited):
        if trouble.until is None:
            return max(pause, 60.0)
        left = (trouble.until - now).total_seconds()
        return min(max(left + luck * LIMITED_LEAST_S, LIMITED_LEAST_S), LIMITED_LONGEST_S)
    return pause


def as_trouble(error: Exception) -> Trouble:
    """A fault in a channel's own code is a trouble as any other: one source is out, not the station."""
    if isinstance(error, Trouble):
        return error
    return Trouble("trouble.fault", what=type(error).__name__)


def told(error: Exception, secrets: Iterable[str]) -> str:
    """The traceback for the log, without the source's secrets."""
    return hidden("".join(traceback.format_exception(error)), secrets)
