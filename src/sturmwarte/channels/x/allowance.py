"""How many posts we may still be charged for today: the company's own limit. Pure but for its state."""

import threading
from datetime import date, datetime

from sturmwarte.core.reason import Reason


class Allowance:
    """Shared by a source's subscriptions, kept in memory: a restart counts anew, which errs by a day's worth.

    Once spent, one round in the hour is let through, so that listening is slow but never stops.
    """

    def __init__(self, a_day: int) -> None:
        self._a_day, self._spent, self._day = a_day, 0, date.min
        self._last: datetime | None = None
        self._lock = threading.Lock()

    def spend(self, posts: int, now: datetime) -> None:
        with self._lock:
            self._turn(now)
            self._spent += posts

    def slowed(self, now: datetime) -> Reason | None:
        """Why the next round has to wait; None when it may go on."""
        with self._lock:
            self._turn(now)
            if self._spent < self._a_day:
                return None
            if self._last is None or (now - self._last).total_seconds() >= 3600:
                self._last = now
                return None
            return Reason("channel.x.allowance", {"posts": self._a_day})

    def _turn(self, now: datetime) -> None:
        if now.date() != self._day:
            self._day, self._spent, self._last = now.date(), 0, None
