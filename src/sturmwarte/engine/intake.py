"""Takes lines in: through the pipeline when we hold the engine's lock, else through the station's inbox."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sturmwarte.core.listen.jsonlines import LineError, parse_line
from sturmwarte.engine import pipeline
from sturmwarte.engine.checkpoint import checkpoint
from sturmwarte.engine.clock import Clock
from sturmwarte.engine.context import Context
from sturmwarte.engine.errors import Environment
from sturmwarte.engine.files.rows import Row
from sturmwarte.engine.item import Batch, Item
from sturmwarte.engine.lock import ENGINE, is_held
from sturmwarte.engine.stages.settle import outcome_of
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.models import Delivery

CHECKPOINT_EVERY = 20
"""Batches: the write-ahead log stays below some hundred megabytes during a long import."""

WAITING = 5_000
"""Lines we hand over before we wait for the station to read them."""

OnReject = Callable[[Row, str], None]


@dataclass
class Tally:
    """What became of lines. `matched` and `cases` are only known where the pipeline ran here."""

    new: int = 0
    heard_again: int = 0
    edited: int = 0
    deleted: int = 0
    suppressed: int = 0
    rejected: int = 0
    matched: int = 0
    cases: int = 0

    @property
    def lines(self) -> int:
        return sum(v for k, v in asdict(self).items() if k not in {"matched", "cases"})

    def add(self, other: "Tally") -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


class Intake(Protocol):
    """`take` accepts rows; `finish` returns when all of them have been stored."""

    def take(self, rows: Sequence[Row]) -> Tally: ...
    def finish(self) -> Tally: ...


@dataclass
class Direct:
    """Runs the pipeline in this process, which must hold the engine's lock."""

    context: Context
    clock: Clock
    run: str
    channel: str
    on_reject: OnReject
    store: bool = True
    batches: int = 0

    def take(self, rows: Sequence[Row]) -> Tally:
        now = self.clock.now()
        items = [Item(row.line, self.channel, now, row.number) for row in rows]
        work = pipeline.run if self.store else pipeline.prepare
        batch = work(Batch(items, self.run, self.clock), self.context)
        self.batches += 1
        if self.store and self.batches % CHECKPOINT_EVERY == 0:
            checkpoint()
        return tally(batch, dict(zip((row.number for row in rows), rows, strict=True)), self.on_reject)

    def finish(self) -> Tally:
        if self.store:
            checkpoint()
        return Tally()


def tally(batch: Batch, rows: dict[int, Row], on_reject: OnReject) -> Tally:
    found = Tally(matched=sum(bool(item.topics) for item in batch.items), cases=len(batch.opened))
    for item in batch.items:
        if item.failed:
            on_reject(rows[item.number], item.failed.why)
        # In a dry run nothing was stored, so only what is known beforehand can be told.
        name = outcome_of(item) or ("heard_again" if item.heard_before else "new")
        setattr(found, name, getattr(found, name) + 1)
    return found


@dataclass
class HandOver:
    """Gives rows to the running station and waits until it has read them.

    Lines that are no posts are told here; a post that a stage of the station fails on is kept there.
    """

    origin: str
    run: str
    channel: str
    data: Path
    now: Callable[[], datetime]
    on_reject: OnReject
    pause_s: float = 0.05

    def __post_init__(self) -> None:
        self.delivery = Delivery.objects.create(origin=self.origin[:500], run=self.run, at=self.now())

    def take(self, rows: Sequence[Row]) -> Tally:
        now = self.now()
        lines = []
        for row in rows:
            try:
                parse_line(row.line, received_at=now, channel=self.channel)
                lines.append(inbox.Line(row.line, row.number))
            except LineError as error:
                self.on_reject(row, str(error))
        self._wait_below(WAITING)
        inbox.put(lines, self.channel, now, run=self.run, delivery=self.delivery)
        return Tally(rejected=len(rows) - len(lines))

    def finish(self) -> Tally:
        self._wait_below(1)
        found = self.delivery
        Delivery.objects.filter(pk=found.pk).update(closed=True)
        return Tally(
            found.new, found.heard_again, found.edited, found.deleted, found.suppressed, found.rejected
        )

    def _wait_below(self, limit: int) -> None:
        gone_since = None
        while True:
            self.delivery.refresh_from_db()
            if self.delivery.waiting < limit:
                return
            gone_since = None if is_held(self.data / ENGINE) else gone_since or time.monotonic()
            if gone_since and time.monotonic() - gone_since > 30:
                raise Environment(
                    f"the station has stopped; {self.delivery.waiting} lines wait in its inbox and are read"
                    " when it starts again (sturmwarte serve)"
                )
            time.sleep(self.pause_s)


def feed(rows: Iterator[Row], intake: Intake, on_reject: OnReject, on_batch: Callable[[int], None]) -> Tally:
    """Sends all rows through an intake; `on_batch` is told after each batch how many rows it held."""
    total = Tally()
    for part in batches(rows):
        good = [row for row in part if row.line]
        for row in part:
            if not row.line:
                on_reject(row, row.why)
        total.add(Tally(rejected=len(part) - len(good)))
        if good:
            total.add(intake.take(good))
        on_batch(len(part))
    total.add(intake.finish())
    return total


def batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        part.append(row)
        if len(part) >= pipeline.BATCH:
            yield part
            part = []
    if part:
        yield part
