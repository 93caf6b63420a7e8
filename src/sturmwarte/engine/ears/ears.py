"""The process that listens: a thread for each subscription of each source, and what watches over them."""

import logging
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db import connection as database

from sturmwarte.engine import lock
from sturmwarte.engine.clock import real_now
from sturmwarte.engine.ears import health
from sturmwarte.engine.ears.deadman import EVERY_S as PING_EVERY_S
from sturmwarte.engine.ears.deadman import DeadMan
from sturmwarte.engine.ears.errands import Errands
from sturmwarte.engine.ears.line import Line
from sturmwarte.engine.ears.others import others
from sturmwarte.engine.ears.sidelines import Sideline
from sturmwarte.engine.ears.team import Team
from sturmwarte.station.listen import inbox, keeping, pulses
from sturmwarte.station.listen.placing import SHIPPED, Catalogue

TICK_S, LOOK_S, BACKLOG_S, BROKEN_S = 0.25, 2.0, 1.0, 5.0
STOP_S = 4.0
"""How long threads may take to end; then the process ends without them. Nothing is lost by it."""
EARS_LOCK = "ears.lock"

log = logging.getLogger("sturmwarte.ears")


class Ears:
    """Listens until `stop` is set. Holds the ears' lock while it does: two would ask every platform twice."""

    def __init__(
        self,
        data: Path,
        stop: threading.Event,
        *,
        catalogue: Catalogue = SHIPPED,
        now: Callable[[], datetime] = real_now,
        stagger_s: float = 10.0,
    ) -> None:
        self._data, self._stop, self._now = data, stop, now
        self.backlog = 0
        self.team = Team(self, catalogue, stagger_s)
        self.errands = Errands(self.team, now)
        self._due = dict.fromkeys(("look", "backlog", "pulse"), 0.0)
        self._sidelines: list[Sideline] = []

    def now(self) -> datetime:
        return self._now()

    def kept(self, line: Line, subscription: str, kept: keeping.Kept) -> None:
        self.errands.note(line, subscription, kept)

    def doubted(self, line: Line) -> None:
        self.team.doubt(line.id)

    def work(self) -> None:
        with ExitStack() as held:
            if not self._take_lock(held):
                return
            self._start_sidelines()
            while not self._stop.is_set():
                try:
                    self._step()
                    self._stop.wait(TICK_S)
                except DatabaseError as broken:
                    log.error("the database does not answer: %s", broken)
                    close_old_connections()
                    self._stop.wait(BROKEN_S)
            self._end()

    def _take_lock(self, held: ExitStack) -> bool:
        told = False
        while not self._stop.is_set():
            try:
                held.enter_context(lock.hold(self._data / EARS_LOCK, "sturmwarte serve"))
                return True
            except lock.Held as other:
                if not told:
                    log.info("waiting: %s", other)
                told = True
                self._stop.wait(0.2)
        return False

    def _step(self) -> None:
        if self._is_due("backlog", BACKLOG_S):
            waiting = inbox.backlog()
            # Gone on with at three quarters: or the threads would take turns at every line read.
            self.backlog = waiting if waiting > inbox.FULL * (0.75 if self.backlog else 1) else 0
            self.team.mind_hung()
        if self._is_due("look", LOOK_S):
            self.team.look(self._now())
        if self._is_due("pulse", pulses.EVERY_S):
            pulses.beat(pulses.EARS, self._now(), **self.team.counts())
            self._judge()
            database.close()

    def _judge(self) -> None:
        try:
            health.look(self._now())
        except DatabaseError:
            raise
        except Exception:
            log.exception("the hearing test failed")

    def _is_due(self, what: str, every_s: float) -> bool:
        now = time.monotonic()
        if now < self._due[what]:
            return False
        self._due[what] = now + every_s
        return True

    def _start_sidelines(self) -> None:
        def begin(name: str, work: Callable[[], bool], every_s: float) -> None:
            side = Sideline(name, work, self._stop, every_s=every_s, secrets=self.team.secrets)
            self._sidelines.append(side.start())

        begin("errands", self.errands.work, 0.5)
        for name, work, every_s in others(self._now, self._rest, self.team):
            begin(name, work, every_s)
        if settings.PING_URL:
            watch = DeadMan(settings.PING_URL, now=self._now, rest=self._rest, moving=self.team.moving)
            # Not in step with the stations next door.
            begin("ping", watch.work, PING_EVERY_S * random.uniform(0.9, 1.0))  # noqa: S311

    def _rest(self, seconds: float) -> bool:
        return self._stop.wait(seconds) if seconds > 0 else self._stop.is_set()

    def _end(self) -> None:
        until = time.monotonic() + STOP_S
        self.team.end(until)
        for side in self._sidelines:
            side.join(max(0.0, until - time.monotonic()))
        database.close()


def main(data: Path) -> None:
    """The ears as a process of their own; ends within seconds of SIGTERM or SIGINT."""
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    Ears(data, stop).work()
