"""One subscription in a thread of its own: hears, keeps, waits, tries again.

1. The channel yields a step. 2. Posts and cursor are kept in one transaction. 3. The next step is asked for.
A crash between 1 and 2 repeats the step; between 2 and 3 nothing was lost.
"""

import logging
import random
import threading
import time
from datetime import datetime, timedelta
from typing import Protocol

from django.db import DatabaseError
from django.db import connection as database

from sturmwarte.channels.contract import Cursor, Heard, Pace, Subscription
from sturmwarte.engine.ears import notes
from sturmwarte.engine.ears.line import Line, Use
from sturmwarte.engine.ears.waits import as_trouble, told, wait_s
from sturmwarte.station.listen import keeping, models
from sturmwarte.wire.errors import Refused, Trouble

HUNG_S = 120.0
"""A step takes 30 s at most by contract; four times as long, nobody comes back."""
IDLE_WRITE_S = 10.0
"""Signs of life with nothing in them are written this often at most."""
PAUSE_TOLD_S = 45.0
BROKEN_S = 5.0

log = logging.getLogger("sturmwarte.ears")


class Ears(Protocol):
    """What a worker needs of the process it works in."""

    def now(self) -> datetime: ...

    @property
    def backlog(self) -> int:
        """Lines waiting when there are too many of them, else 0."""

    def kept(self, line: Line, subscription: str, kept: keeping.Kept) -> None: ...

    def doubted(self, line: Line) -> None:
        """Our access was turned away somewhere: the source is asked about itself."""


class Worker:
    """`start` begins; `stop.set()` ends it at its next rest. `moved` is when it last got on (monotonic)."""

    def __init__(self, ears: Ears, line: Line, row: models.Subscription, delay_s: float = 0.0) -> None:
        self.name, self._ears, self._line, self._row = row.name, ears, line, row
        self.stop = threading.Event()
        self.moved = time.monotonic()
        self._delay_s = delay_s
        self._pace = Pace()
        self._recent = keeping.Recent()
        self._told_at = 0.0
        self._written = 0.0
        self._resumed = True
        self._use: Use | None = None
        self.thread = threading.Thread(target=self._run, name=f"ears {line.id} {row.name}"[:60], daemon=True)

    @property
    def hung_s(self) -> float:
        """Seconds it has not moved for, when that is too long; else 0."""
        still = time.monotonic() - self.moved
        return still if still > HUNG_S and self.thread.is_alive() else 0.0

    def rest(self, seconds: float) -> bool:
        """Waits; True when it is to stop. A wait is no hang."""
        self.moved = max(self.moved, time.monotonic() + max(0.0, seconds))
        stopped = self.stop.wait(seconds) if seconds > 0 else self.stop.is_set()
        self.moved = time.monotonic()
        return stopped

    def _run(self) -> None:
        self._line.at_work(self)
        try:
            if not self.rest(self._delay_s):
                self._hear_on()
        finally:
            database.close()

    def _hear_on(self) -> None:
        while not self.stop.is_set():
            try:
                pause = self._round()
                self._pace.after_success()
            except keeping.Overtaken:
                return
            except DatabaseError as error:
                # Disk full, database locked: ours to mend, not the platform's. What was heard comes again.
                log.error("%s: cannot keep what was heard: %s", self._line.id, error)
                pause = BROKEN_S
            except Exception as error:
                pause = self._troubled(error)
            database.close()  # a feed asked every half hour holds no file open
            self.rest(pause)

    def _round(self) -> float:
        """Everything there is for now; the seconds until it is asked again."""
        with self._line.use() as use:
            self._use = use
            offered = use.subscription(self.name)
            if offered is None:
                self.stop.set()
                return 0.0
            steps = offered.listen(self._cursor())
            try:
                for heard in steps:
                    self.moved = time.monotonic()
                    if self.stop.is_set():
                        break
                    self._keep(heard, use)
                    if self._held_up():
                        break
            finally:
                if hasattr(steps, "close"):
                    steps.close()
            pause = self._pause(offered)
            # Or the hearing test takes a feed asked every half hour, or a round with nothing to ask, as mute.
            if pause > PAUSE_TOLD_S or time.monotonic() - self._told_at > PAUSE_TOLD_S:
                self._told_at, now = time.monotonic(), self._ears.now()
                notes.waits(self._row, now + timedelta(seconds=pause), now)
            return pause

    def _pause(self, offered: Subscription) -> float:
        """A poll waits its time, a stream that ended is opened again at once; neither in step with others."""
        usual = 1.0 if offered.streams else offered.every
        return usual * random.uniform(0.95, 1.05)  # noqa: S311 - spreads load, guards nothing

    def _cursor(self) -> Cursor:
        cursor: Cursor = models.Subscription.objects.values_list("cursor", flat=True).get(pk=self._row.pk)
        return cursor

    def _keep(self, heard: Heard, use: Use) -> None:
        empty = not (heard.posts or heard.gaps or heard.dropped or heard.slowed) and heard.cursor is None
        if empty and not self._resumed and time.monotonic() - self._written < IDLE_WRITE_S:
            return
        kept = keeping.keep(
            self._line.row,
            self._row,
            heard,
            self._ears.now(),
            kind=use.kind,
            recent=self._recent,
            resumed=self._resumed,
        )
        if heard.asked:
            self._resumed = False
        self._written = time.monotonic()
        if kept.lines:
            self._ears.kept(self._line, self.name, kept)

    def _held_up(self) -> bool:
        """Waits while too much is unread; True when we are to stop. Nothing is lost: the cursor stands."""
        told_so = False
        while self._ears.backlog and not self.stop.is_set():
            if not told_so:
                notes.slowed(self._row, self._ears.backlog)
                told_so = True
            self.rest(0.5)
        return self.stop.is_set()

    def _troubled(self, error: Exception) -> float:
        trouble = as_trouble(error)
        if trouble is not error:
            log.error("%s %s: %s", self._line.id, self.name, told(error, self._line.secrets))
        else:
            log.info("%s %s: %s", self._line.id, self.name, trouble.reason.key)
        now = self._ears.now()
        pause = wait_s(trouble, self._pace, random.random(), now)  # noqa: S311 - jitter
        self._resumed = True
        self._line.renew(self._use)
        if not self.stop.is_set():
            self._note(trouble, now + timedelta(seconds=pause))
            if isinstance(trouble, Refused):
                self._ears.doubted(self._line)
        return pause

    def _note(self, trouble: Trouble, next_at: datetime) -> None:
        try:
            notes.trouble(self._row, trouble, self._ears.now(), next_at, self._line.secrets)
        except DatabaseError as error:
            log.error("%s: cannot note a trouble: %s", self._line.id, error)
