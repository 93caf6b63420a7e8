"""A source at work: its connection, shared by its subscriptions, made anew after a trouble."""

import logging
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sturmwarte.channels.contract import Completes, Connection, Pace, Sought, Subscription
from sturmwarte.channels.describe import Kind
from sturmwarte.engine.ears import notes
from sturmwarte.engine.ears.waits import as_trouble, told, wait_s
from sturmwarte.station.listen import models
from sturmwarte.station.listen.placing import Catalogue, connected
from sturmwarte.station.listen.secrets import unseal
from sturmwarte.wire.errors import Gone, Refused, Trouble, Wrong
from sturmwarte.wire.limits import Budget

log = logging.getLogger("sturmwarte.ears")


class Resting(Protocol):
    def rest(self, seconds: float) -> bool: ...


@dataclass
class Use:
    """A connection while somebody works with it."""

    connection: Connection
    kind: Kind
    offered: Sequence[Subscription]
    close: Callable[[], None]
    users: int = 0
    old: bool = False
    asked: bool = False

    def subscription(self, name: str) -> Subscription | None:
        return next((one for one in self.offered if one.name == name), None)


class Line:
    """One source. `row` is as it was connected; `secrets` are the words that no log may show."""

    def __init__(
        self,
        row: models.Source,
        *,
        catalogue: Catalogue,
        now: Callable[[], datetime],
        sought: Sequence[Sought],
    ) -> None:
        self.row, self.id, self.sought = row, row.id, tuple(sought)
        self._catalogue, self._now = catalogue, now
        self.stop = threading.Event()
        self._budget = Budget()
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._use: Use | None = None
        self._own = threading.local()
        self.pace = Pace()
        self.secrets = _words(row)

    def at_work(self, worker: Resting) -> None:
        """This thread's waits are that worker's from now on."""
        self._own.worker = worker

    def rest(self, seconds: float) -> bool:
        worker: Resting | None = getattr(self._own, "worker", None)
        if worker is not None:
            return worker.rest(seconds) or self.stop.is_set()
        return self.stop.wait(seconds) if seconds > 0 else self.stop.is_set()

    @contextmanager
    def use(self) -> Iterator[Use]:
        """The connection of now, made when there is none; raises `Trouble`. An old one closes with its last
        user, so that one subscription's trouble breaks off no other."""
        use = self._taken()
        try:
            yield use
        finally:
            with self._lock:
                use.users -= 1
                close = use.users == 0 and (use.old or self.stop.is_set())
                if close and self._use is use:  # made by somebody who came while the line was closed
                    self._use = None
            if close:
                _close(use, self.id)

    def renew(self, use: Use | None = None) -> None:
        """Whoever asks next gets a new connection, unless another than `use` is at work already."""
        with self._lock:
            other = use is not None and use is not self._use
        if not other:
            self._retire()

    @property
    def completes(self) -> bool:
        """Whether the connection at work can fetch a single post."""
        use = self._use
        return use is not None and isinstance(use.connection, Completes)

    def streams(self, subscription: str) -> bool:
        use = self._use
        one = use.subscription(subscription) if use else None
        return one is not None and one.streams

    def close(self) -> None:
        self.stop.set()
        self._retire()

    def open(self) -> Sequence[Subscription]:
        """Asks who we are there and what there is to hear, connecting if need be; raises what went wrong.

        That the platform does not answer the first question need not keep us from listening.
        """
        with self.use() as use:
            if use.asked:
                use.offered = list(use.connection.subscriptions())
            use.asked = True
            try:
                notes.account(self.row, use.connection.check(), self._now())
            except (Refused, Wrong, Gone):
                raise
            except Trouble as trouble:
                log.info("%s: not checked: %s", self.id, trouble.reason.key)
            return use.offered

    def troubled(self, error: Exception) -> float:
        """Notes why it could not be opened; the seconds until the next attempt."""
        trouble = as_trouble(error)
        if trouble is not error:
            log.error("%s: %s", self.id, told(error, self.secrets))
        pause = wait_s(trouble, self.pace, random.random(), self._now())  # noqa: S311 - jitter
        now = self._now()
        notes.all_trouble(self.row, trouble, now, now + timedelta(seconds=pause), self.secrets)
        self.renew()
        return pause

    def _taken(self) -> Use:
        with self._making:  # two threads never connect at once: platforms count logins
            with self._lock:
                if self._use is not None:
                    self._use.users += 1
                    return self._use
            use = self._made()
            use.users = 1
            with self._lock:
                self._use = use
            return use

    def _made(self) -> Use:
        kind = self._catalogue.kind(self.row.kind)
        # Renewed secrets are in the database, not in the row this line was started with.
        row = models.Source.objects.get(pk=self.id)
        self.secrets = _words(row)
        with ExitStack() as held:
            connection = held.enter_context(
                connected(
                    row,
                    catalogue=self._catalogue,
                    now=self._now,
                    rest=self.rest,
                    sought=self.sought,
                    budget=self._budget,
                )
            )
            return Use(connection, kind, list(connection.subscriptions()), held.pop_all().close)

    def _retire(self) -> None:
        with self._lock:
            use, self._use = self._use, None
            if use is None:
                return
            use.old = True
            idle = use.users == 0
        if idle:
            _close(use, self.id)


def _close(use: Use, source: str) -> None:
    try:
        use.close()
    except Exception as error:  # it is gone either way
        log.info("%s: closing: %s", source, type(error).__name__)


def _words(row: models.Source) -> tuple[str, ...]:
    try:
        return tuple(unseal(row.secrets).values())
    except Trouble:
        return ()
