"""The engine's process: reads the inbox, does what is due, watches the folder, tells what it counted."""

import logging
import signal
import threading
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from sturmwarte.engine import dayone, lock
from sturmwarte.engine.activation import active_brain
from sturmwarte.engine.checkpoint import checkpoint
from sturmwarte.engine.clock import RealClock, real_now
from sturmwarte.engine.context import Context
from sturmwarte.engine.coverage import copy_coverage
from sturmwarte.engine.errors import Environment, Refused
from sturmwarte.engine.foresight.running import Live
from sturmwarte.engine.jobs.kinds import of_context, runner, standing_jobs
from sturmwarte.engine.pipeline import environment
from sturmwarte.engine.reading import read_batch
from sturmwarte.engine.watching import Watch
from sturmwarte.station.archive import Archive
from sturmwarte.station.ledger.runs import standing_runs
from sturmwarte.station.listen import inbox, pulses
from sturmwarte.station.plan.actions.active import active_version
from sturmwarte.station.understand.actions.versions import active_mark

IDLE_S, LOOK_S, COUNT_S, BROKEN_S = 0.1, 1.0, 5.0, 5.0
"""Pause when nothing waits; how often to look for jobs and a new plan; to write counts; after a failure."""

log = logging.getLogger("sturmwarte.engine")


class Engine:
    """Works until `stop` is set. Holds the engine's lock while it does."""

    def __init__(self, data: Path, stop: threading.Event) -> None:
        self._data, self._stop = data, stop
        self._context = Context(None, Archive())
        self._runner = runner(self._context.measures, of_context(self._context))
        self._built: tuple[str, date, tuple[int, bool]] = ("", date.min, (0, False))
        self._foresight = Live(self._context.archive)
        self._watch: Watch | None = None
        if settings.WATCH:
            folder = Path(settings.WATCH).expanduser()
            self._watch = Watch(folder, self._context, ZoneInfo(settings.TIME_ZONE))
        self._looked = self._counted = self._beaten = 0.0

    def work(self) -> None:
        with ExitStack() as held:
            if not self._take_lock(held):
                return
            standing_runs(real_now())
            standing_jobs(real_now())
            self._foresight.start(real_now())
            while not self._stop.is_set():
                try:
                    if not self._step():
                        self._stop.wait(IDLE_S)
                except Environment as broken:
                    # Nothing was lost: the lines wait in the inbox. Say it and try again.
                    log.error("%s", broken)
                    close_old_connections()
                    self._stop.wait(BROKEN_S)
            self._foresight.stop()
            checkpoint()

    def _take_lock(self, held: ExitStack) -> bool:
        told = False
        while not self._stop.is_set():
            try:
                held.enter_context(lock.hold(self._data / lock.ENGINE, "sturmwarte serve"))
                return True
            except lock.Held as other:
                if not told:
                    log.info("waiting: %s", other)
                told = True
                self._stop.wait(0.2)
        return False

    def _step(self) -> bool:
        """One batch from wherever something waits; True when there was one."""
        now = time.monotonic()
        if now - self._looked >= LOOK_S:
            self._look()
            self._looked = now
        if now - self._counted >= COUNT_S:
            self._count()
            self._counted = now
        if now - self._beaten >= pulses.EVERY_S:
            self._tell_hearing()
            self._beaten = now
        worked = read_batch(self._context) is not None
        if self._watch:
            worked = self._watch.step() or worked
        return self._foresight.step(self._context.brain, real_now()) or worked

    def _look(self) -> None:
        wanted = active_version(), real_now().date(), active_mark()
        if wanted != self._built:
            self._built = wanted
            try:
                self._context.brain = active_brain(real_now())
                dayone.settle()
                log.info("plan %s is at work, learned version %d", wanted[0] or "(none)", wanted[2][0])
            except Refused as refused:
                log.error("%s", refused)
        self._runner.run_due(RealClock())

    def _tell_hearing(self) -> None:
        try:
            pulses.beat(pulses.ENGINE, real_now())
            copy_coverage(self._context.archive)
        except DatabaseError as error:
            raise (environment(error) or error) from error

    def _count(self) -> None:
        self._context.measures.waiting.set(inbox.backlog())
        self._context.measures.write(self._data)


def main(data: Path) -> None:
    """The engine as a process of its own; ends at SIGTERM or SIGINT, after the batch at hand."""
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    Engine(data, stop).work()
