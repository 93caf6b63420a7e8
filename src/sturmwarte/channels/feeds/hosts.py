"""One request at a time to a host, with the pause it asks for between two: many feeds may live on one."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sturmwarte.wire.errors import Limited

PAUSE = timedelta(seconds=1)
LONGEST = timedelta(seconds=30)
LOOK_S = 1.0
MOST_HOSTS = 5_000


class _Door:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free: datetime | None = None


class Hosts:
    """Shared by all threads of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._doors: dict[str, _Door] = {}

    @contextmanager
    def turn(
        self, host: str, pause: timedelta | None, now: Callable[[], datetime], rest: Callable[[float], bool]
    ) -> Iterator[None]:
        """Waits for our turn at `host`. Raises Limited when the station stops meanwhile."""
        door = self._door(host)
        while not door.lock.acquire(timeout=LOOK_S):
            if rest(0):
                raise Limited(now(), "trouble.stopping", host=host)
        try:
            wait = (door.free - now()).total_seconds() if door.free else 0.0
            if wait > 0 and rest(min(wait, LONGEST.total_seconds())):
                raise Limited(now(), "trouble.stopping", host=host)
            try:
                yield
            finally:
                door.free = now() + min(PAUSE if pause is None else pause, LONGEST)
        finally:
            door.lock.release()

    def _door(self, host: str) -> _Door:
        with self._lock:
            if len(self._doors) >= MOST_HOSTS:
                self._doors = {name: door for name, door in self._doors.items() if door.lock.locked()}
            return self._doors.setdefault(host, _Door())


HOSTS = Hosts()
"""A host's patience is not divided by the sources that ask it."""
