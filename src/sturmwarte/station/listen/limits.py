"""How fast one token may hand in posts: a bucket of calls and one of lines, both refilled steadily."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

CALLS_PER_S, CALLS_AT_ONCE = 50.0, 200
LINES_PER_S, LINES_AT_ONCE = 2_000.0, 20_000


@dataclass
class _Bucket:
    level: float
    at: float


class Limits:
    """Per key (a token's channel). `clock` gives seconds that never run backwards.

    Kept in the web process's memory: a restart forgives, which harms nobody.
    """

    def __init__(self, per_s: float, at_once: int, clock: Callable[[], float]) -> None:
        self._per_s, self._at_once, self._clock = per_s, at_once, clock
        self._buckets: dict[str, _Bucket] = {}
        self._lock = Lock()

    def wait(self, key: str, amount: int = 1) -> int:
        """Takes `amount` and returns 0, or takes nothing and returns the seconds to wait."""
        now = self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(key, _Bucket(self._at_once, now))
            bucket.level = min(self._at_once, bucket.level + (now - bucket.at) * self._per_s)
            bucket.at = now
            missing = min(amount, self._at_once) - bucket.level
            if missing > 0:
                return max(1, math.ceil(missing / self._per_s))
            bucket.level -= amount
            return 0
