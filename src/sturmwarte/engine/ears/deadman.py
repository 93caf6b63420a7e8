"""The watcher is watched: a call once a minute, for as long as the station listens and reads.

The service behind the address raises the alarm when the calls stop. So nothing is called while the engine is
silent, or while every subscription hangs: a ping that always comes would tell nobody anything.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from sturmwarte.station.listen import pulses
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Trouble
from sturmwarte.wire.guard import Guard

EVERY_S = 60.0

log = logging.getLogger("sturmwarte.ears")


class DeadMan:
    """`moving` says whether the subscriptions get on. The address is the owner's own: its host is trusted."""

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime],
        rest: Callable[[float], bool],
        moving: Callable[[], bool],
    ) -> None:
        self._url, self._now, self._moving = url, now, moving
        host = urlsplit(url).hostname or ""
        self._client = Client(Guard([host] if host else []), now=now, rest=rest, timeout_s=15)

    def ping(self) -> bool:
        """True when it was called. The address may be a secret: no log shows it."""
        now = self._now()
        if not (self._moving() and pulses.alive(pulses.ENGINE, now) and pulses.alive(pulses.EARS, now)):
            log.warning("no ping: engine or ears are not well")
            return False
        try:
            self._client.get(self._url).ok(200, 201, 202, 204)
        except Trouble as trouble:
            log.warning("the ping could not be sent: %s", trouble.reason.key)
            return False
        return True

    def work(self) -> bool:
        self.ping()
        return False
