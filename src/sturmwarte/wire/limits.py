"""Keeps us within what platforms allow, as their answers say it: never stops, slows down and says so.

Each answer tells how many calls are left until when, per host and `scope` (platforms count some calls apart).
While plenty is left nothing waits; below half, the calls left are spread over the time left, so that the last
topic in the round is heard as the first is. Threads share one budget.
"""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sturmwarte.core.reason import Reason
from sturmwarte.wire.waiting import asked_to_wait, moment

PLENTY = 0.5
FEW = 5
"""Below so many calls a share says little: spread from here on in any case."""
SPREAD_LONGEST = timedelta(minutes=15)
WINDOW_LONGEST = timedelta(hours=25)

_PAIR = re.compile(r"(?:^|[;,\s])(limit|remaining|reset|q|r|t)\s*=\s*\"?(\d+(?:\.\d+)?)", re.IGNORECASE)


@dataclass(frozen=True)
class Window:
    """What one answer said: `left` calls of `limit` (0: unknown) until `reset`."""

    left: float
    reset: datetime
    limit: float = 0.0


class Budget:
    """The calls we may still make. All times are arguments."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[tuple[str, str], Window] = {}
        self._next: dict[tuple[str, str], datetime] = {}
        self._slowed: Reason | None = None
        self._slowed_until: datetime | None = None

    @property
    def slowed(self) -> Reason | None:
        """Why the last call had to wait; None when it did not."""
        return self._slowed

    def wait(
        self, host: str, now: datetime, scope: str = "", *, most: timedelta = timedelta.max
    ) -> timedelta:
        """How long the next call has to wait, and counts it as made after that wait.

        One that would wait for longer than `most` is not made and not counted.
        """
        key = (host, scope)
        with self._lock:
            window = self._windows.get(key)
            if window is None or window.reset <= now:
                self._windows.pop(key, None)
                self._next.pop(key, None)
                self._free(now)
                return timedelta()
            start = max(now, self._next.get(key, now))
            if window.left < 1:
                start = max(start, window.reset)
            if start - now <= most:
                self._next[key] = start + _spread(window, start)
                self._windows[key] = Window(max(window.left - 1, 0), window.reset, window.limit)
            if start <= now:
                self._free(now)
            else:
                self._slowed = Reason("trouble.slowed", {"host": host, "left": int(window.left)})
                self._slowed_until = start
            return start - now

    def heed(
        self, host: str, status: int, headers: Mapping[str, str], now: datetime, scope: str = ""
    ) -> None:
        """Learns from an answer. `headers` in lower case."""
        window = read_window(headers, now)
        if status == 429 or (status == 503 and "retry-after" in headers):
            until = asked_to_wait(headers, now)
            window = Window(0, until) if until is not None else window
        if window is None or window.reset <= now:
            return
        with self._lock:
            self._windows[(host, scope)] = window

    def _free(self, now: datetime) -> None:
        if self._slowed_until is None or self._slowed_until <= now:
            self._slowed = None


def _spread(window: Window, start: datetime) -> timedelta:
    """The pause after a call at `start`: none while plenty is left."""
    plenty = window.limit > 0 and window.left / window.limit > PLENTY
    if (plenty and window.left > FEW) or window.left < 1 or (window.limit <= 0 and window.left > 4 * FEW):
        return timedelta()
    return min((window.reset - start) / max(window.left, 1), SPREAD_LONGEST)


def read_window(headers: Mapping[str, str], now: datetime) -> Window | None:
    """The window an answer speaks of, None when it speaks of none that we understand.

    Understands X-RateLimit-* (Mastodon, GitHub, Reddit), x-rate-limit-* (X), RateLimit-* and RateLimit
    (IETF draft), and X-App-Usage (Graph API: a share used within the last hour).
    """
    for prefix in ("x-ratelimit", "x-rate-limit", "ratelimit"):
        left = _number(headers.get(f"{prefix}-remaining"))
        reset = moment(headers.get(f"{prefix}-reset", ""), now)
        if left is not None and reset is not None:
            return _bounded(Window(left, reset, _number(headers.get(f"{prefix}-limit")) or 0.0), now)
    if text := headers.get("ratelimit"):
        return _drafted(text, now)
    if text := headers.get("x-app-usage"):
        return _used(text, now)
    return None


def _bounded(window: Window, now: datetime) -> Window | None:
    return window if now < window.reset <= now + WINDOW_LONGEST and window.left >= 0 else None


def _drafted(text: str, now: datetime) -> Window | None:
    found = {name.lower(): float(value) for name, value in _PAIR.findall(text[:200])}
    left = found.get("remaining", found.get("r"))
    seconds = found.get("reset", found.get("t"))
    if left is None or seconds is None or seconds > 1e7:
        return None
    limit = found.get("limit", found.get("q", 0.0))
    return _bounded(Window(left, now + timedelta(seconds=seconds), limit), now)


def _used(text: str, now: datetime) -> Window | None:
    """Shares in percent; the fullest counts. At 100 the hour is used up."""
    try:
        shares = [float(value) for value in json.loads(text).values()]
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    if not shares:
        return None
    return Window(max(0.0, 100.0 - max(shares)), now + timedelta(hours=1), 100.0)


def _number(text: str | None) -> float | None:
    """The first number of a header that may go on with a policy (`300;w=60`)."""
    match = re.match(r"\s*(\d{1,12}(?:\.\d{1,6})?)", text or "")
    return float(match[1]) if match else None
