"""Who listens to what: starts, ends and replaces lines and workers as the sources in the database say."""

import logging
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db import connection as database

from sturmwarte.channels.contract import Sought
from sturmwarte.engine.ears import notes
from sturmwarte.engine.ears.line import Line
from sturmwarte.engine.ears.waits import NEEDS_PERSON_S
from sturmwarte.engine.ears.worker import HUNG_S, Ears, Worker
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.listen import models
from sturmwarte.station.listen.placing import Catalogue
from sturmwarte.station.listen.seeking import sought_now
from sturmwarte.wire.errors import Trouble

CHECK_S = 6 * 3600.0
"""How often an account is asked about itself: a right that was taken away, an access that ends."""
CERTAIN_S = 300.0
"""After a doubt: several subscriptions refused one after the other ask once."""
AT_ONCE = 8
"""Connections made at the same time."""
ABANDONED_MOST = 3
"""Hung threads of a source beyond which no more are started for it: they cannot be ended from outside."""

log = logging.getLogger("sturmwarte.ears")


@dataclass
class Member:
    """A source at work: its line, the rows of its subscriptions, and a worker for each."""

    line: Line
    due: float
    rows: list[models.Subscription] = field(default_factory=list)
    workers: dict[str, Worker] = field(default_factory=dict)
    abandoned: list[Worker] = field(default_factory=list)
    opening: "Opening | None" = None
    certain_until: float = 0.0

    @property
    def hangs(self) -> bool:
        workers = list(self.workers.values())
        return any(one.hung_s for one in workers) or any(one.thread.is_alive() for one in self.abandoned)


@dataclass
class Opening:
    """A connection being made. `given_up`: whoever was waiting for it no longer is."""

    begun: float = 0.0
    given_up: bool = False

    @property
    def hung_s(self) -> float:
        """Seconds it has taken, when that is too long; waiting for its turn does not count."""
        still = time.monotonic() - self.begun if self.begun else 0.0
        return still if still > HUNG_S else 0.0


class Team:
    """`look` is called by the process's main thread alone; connections are made in threads beside it."""

    def __init__(self, ears: Ears, catalogue: Catalogue, stagger_s: float) -> None:
        self._ears, self._catalogue, self._stagger_s = ears, catalogue, stagger_s
        self._members: dict[str, Member] = {}
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._first = True
        self._held: dict[tuple[str, int], float] = {}

    def look(self, now: datetime) -> None:
        """Holds what is running against the rows of the sources."""
        self._wake(now)
        rows = {row.pk: row for row in models.Source.objects.filter(removed_at=None, resting=False)}
        sought = sought_now() if rows else ()
        for id, member in list(self._members.items()):
            if id not in rows or self._changed(member.line, rows[id], sought):
                self._dismiss(id)
        for id, row in rows.items():
            if id not in self._members and self._held.get((id, row.version), 0.0) <= time.monotonic():
                self._engage(row, sought)
        for member in self._members.values():
            self._tend(member)
        self._first = False

    def lines(self) -> list[Line]:
        return [member.line for member in list(self._members.values())]

    def line(self, source: str) -> Line | None:
        member = self._members.get(source)
        return member.line if member else None

    def secrets(self) -> list[str]:
        return [secret for line in self.lines() for secret in line.secrets]

    def counts(self) -> dict[str, int]:
        """For the pulse: sources, threads at work, threads that hang."""
        workers = [worker for m in list(self._members.values()) for worker in list(m.workers.values())]
        hung = sum(worker.hung_s > 0 for worker in workers)
        left = sum(worker.thread.is_alive() for m in list(self._members.values()) for worker in m.abandoned)
        return {"sources": len(self._members), "workers": len(workers), "hung": hung + left}

    def moving(self) -> bool:
        """Whether any source gets on, or there is none."""
        members = [member for member in list(self._members.values()) if member.rows]
        return not members or any(not member.hangs for member in members)

    def mind_hung(self) -> None:
        """Gives up threads that no longer move, and says so."""
        for member in list(self._members.values()):
            if member.opening and (seconds := member.opening.hung_s):
                self._give_up(member, member.opening, seconds)
                continue
            for name, worker in list(member.workers.items()):
                if seconds := worker.hung_s:
                    self._abandon(member, name, seconds)

    def doubt(self, source: str) -> None:
        """Asks the source about itself now: one subscription was refused, and either that one lacks a right,
        or the access as a whole was taken away and the others have not noticed yet."""
        member = self._members.get(source)
        if member is not None and not member.opening and time.monotonic() >= member.certain_until:
            member.due = 0.0
            member.certain_until = time.monotonic() + CERTAIN_S

    def end(self, until: float) -> None:
        for id in list(self._members):
            self._dismiss(id, until)

    def _wake(self, now: datetime) -> None:
        """A rest that was to end by itself."""
        rested = models.Source.objects.filter(removed_at=None, resting=True, resting_until__lte=now)
        for id in list(rested.values_list("pk", flat=True)):
            rested.filter(pk=id).update(resting=False, resting_until=None, resting_why="")
            announce("source", id, now)

    def _changed(self, line: Line, row: models.Source, sought: Sequence[Sought]) -> bool:
        return line.row.version != row.version or line.sought != tuple(sought)

    def _engage(self, row: models.Source, sought: Sequence[Sought]) -> None:
        line = Line(row, catalogue=self._catalogue, now=self._ears.now, sought=sought)
        # At start-up not all at once; a source that somebody has just set up begins now.
        delay = random.uniform(0, self._stagger_s) if self._first else 0.0  # noqa: S311 - spreads load
        self._members[row.pk] = Member(line, time.monotonic() + delay)

    def _dismiss(self, id: str, until: float = 0.0) -> None:
        member = self._members.pop(id)
        with self._lock:
            member.line.stop.set()
            workers = list(member.workers.values())
        for worker in workers:
            worker.stop.set()
        member.line.close()
        for worker in workers:
            worker.thread.join(max(0.0, until - time.monotonic()))

    def _tend(self, member: Member) -> None:
        if not member.opening and time.monotonic() >= member.due:
            member.opening = Opening()
            name = f"ears open {member.line.id}"[:60]
            threading.Thread(target=self._open, args=(member, member.opening), name=name, daemon=True).start()
        with self._lock:
            self._staff(member)

    def _open(self, member: Member, opening: Opening) -> None:
        try:
            self._slots.acquire()
            opening.begun = time.monotonic()
            member.due = time.monotonic() + self._opened(member)
        finally:
            with self._lock:
                if not opening.given_up:
                    self._slots.release()
                    opening.given_up, member.opening = True, None
            database.close()

    def _opened(self, member: Member) -> float:
        """Seconds until it is opened, or asked about itself, again."""
        line = member.line
        try:
            if line.stop.is_set():
                return 0.0
            offered = line.open()
            if line.stop.is_set():  # given up or removed while it was being made
                return 0.0
            rows = notes.subscriptions(line.row, offered, self._ears.now())
            line.pace.after_success()
            with self._lock:
                member.rows = rows
                self._staff(member)
            return CHECK_S * random.uniform(0.9, 1.1)  # noqa: S311 - spreads load
        except DatabaseError as error:
            log.error("%s: cannot be opened now: %s", line.id, error)
            return 5.0
        except Exception as error:
            return self._troubled(line, error)

    def _give_up(self, member: Member, opening: Opening, seconds: float) -> None:
        """A connection that never gets made holds its turn no longer, and its source waits for a person."""
        with self._lock:
            if opening.given_up:
                return
            opening.given_up = True
            self._slots.release()
        line, now = member.line, self._ears.now()
        log.error("%s: connecting has not ended for %d s; given up", line.id, seconds)
        self._held[line.id, line.row.version] = time.monotonic() + NEEDS_PERSON_S
        self._dismiss(line.id)
        trouble = Trouble("trouble.hung", seconds=round(seconds))
        notes.all_trouble(line.row, trouble, now, now + timedelta(seconds=NEEDS_PERSON_S), ())

    def _troubled(self, line: Line, error: Exception) -> float:
        try:
            return line.troubled(error)
        except DatabaseError as broken:
            log.error("%s: cannot note a trouble: %s", line.id, broken)
            return 5.0

    def _staff(self, member: Member) -> None:
        """A worker for each subscription, and none for what is no longer there. Under the lock."""
        names = {row.name for row in member.rows}
        for name in [name for name in member.workers if name not in names]:
            member.workers.pop(name).stop.set()
        if member.line.stop.is_set() or self._too_many_hang(member):
            return
        for number, row in enumerate(member.rows):
            worker = member.workers.get(row.name)
            if worker is not None and worker.thread.is_alive():
                continue
            delay = min(number * 0.2, self._stagger_s) if worker is None else 1.0
            fresh = Worker(self._ears, member.line, row, delay)
            member.workers[row.name] = fresh
            fresh.thread.start()

    def _too_many_hang(self, member: Member) -> bool:
        member.abandoned = [worker for worker in member.abandoned if worker.thread.is_alive()]
        return len(member.abandoned) >= ABANDONED_MOST

    def _abandon(self, member: Member, name: str, seconds: float) -> None:
        with self._lock:
            worker = member.workers.pop(name)
            worker.stop.set()
            member.abandoned.append(worker)
        log.error("%s %s: has not moved for %d s; given up", member.line.id, name, seconds)
        now = self._ears.now()
        trouble = Trouble("trouble.hung", seconds=round(seconds))
        row = next((row for row in member.rows if row.name == name), None)
        if row is not None:
            notes.trouble(row, trouble, now, now + timedelta(seconds=2), ())
        member.line.renew()
