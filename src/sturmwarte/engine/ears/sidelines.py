"""Work beside listening, each in a thread of its own: a slow picture holds up no post."""

import logging
import threading
import time
from collections.abc import Callable, Iterable

from django.db import connection as database

from sturmwarte.engine.ears.waits import told

log = logging.getLogger("sturmwarte.ears")

Work = Callable[[], bool]
"""Does one piece; true when there is more to do at once."""


class Sideline:
    """Calls `work` again and again until `stop`; a fault in it is logged and does not end it."""

    def __init__(
        self,
        name: str,
        work: Work,
        stop: threading.Event,
        *,
        every_s: float,
        secrets: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self.name, self._work, self._stop = name, work, stop
        self._every_s, self._secrets = every_s, secrets
        self.moved = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"ears {name}", daemon=True)

    def start(self) -> "Sideline":
        self._thread.start()
        return self

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self.moved = time.monotonic()
                try:
                    more = self._work()
                except Exception as error:
                    log.error("%s: %s", self.name, told(error, self._secrets()))
                    more = False
                if not more:
                    database.close()
                    self._stop.wait(self._every_s)
        finally:
            database.close()
