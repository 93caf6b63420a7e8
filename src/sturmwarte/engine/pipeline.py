"""The way of a post, from a line to the desk. Docs: how a post travels.

`PREPARE` works on the batch alone. `KEEP` writes, all of it in one transaction: a crash leaves a batch
either wholly stored and out of the inbox, or untouched.
"""

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError, transaction

from sturmwarte.engine.context import Context
from sturmwarte.engine.errors import Environment, StageFailed
from sturmwarte.engine.item import Batch, Failed, Item
from sturmwarte.engine.stages.announce import announce
from sturmwarte.engine.stages.around import around
from sturmwarte.engine.stages.campaign import campaign
from sturmwarte.engine.stages.cases import cases
from sturmwarte.engine.stages.identify import identify
from sturmwarte.engine.stages.language import language
from sturmwarte.engine.stages.parse import parse
from sturmwarte.engine.stages.pictures import pictured, pictures
from sturmwarte.engine.stages.probed import probed
from sturmwarte.engine.stages.recall import recall
from sturmwarte.engine.stages.settle import settle
from sturmwarte.engine.stages.spread import spread
from sturmwarte.engine.stages.store import store
from sturmwarte.engine.stages.taught import taught
from sturmwarte.engine.stages.tokenise import tokenise
from sturmwarte.engine.stages.topics import topics
from sturmwarte.engine.stages.triage import triage
from sturmwarte.engine.stages.tripwire import tripwire
from sturmwarte.engine.stages.understand import understand

Stage = Callable[[Batch, Context], Batch]

PREPARE: tuple[Stage, ...] = (
    parse, pictured, identify, tokenise, language, topics, understand, taught, campaign, around, triage,
    tripwire,
)  # fmt: skip
KEEP: tuple[Stage, ...] = (store, pictures, spread, recall, cases, probed, settle, announce)

BATCH = 500
"""Posts; a batch never waits to be full."""

log = logging.getLogger("sturmwarte.engine")


def run(batch: Batch, context: Context) -> Batch:
    """Takes a batch the whole way. Posts that a stage cannot bear are found and set aside.

    Raises `Environment` when the disk or the database fails: then nothing of the batch was kept, and it
    may be run again as it is.
    """
    with _collected_later():
        return _run(batch, context)


@contextmanager
def _collected_later() -> Iterator[None]:
    """The collector of garbage looks once after a batch, not ninety times during it: nearly everything a
    batch makes lives as long as the batch and is no part of a circle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _run(batch: Batch, context: Context) -> Batch:
    try:
        return _through(batch, context)
    except StageFailed as failed:
        if broken := environment(failed.cause):
            raise broken from failed.cause
        if len(batch.items) > 1:
            return _in_halves(batch, context)
        log.exception("set aside: a post that stage %s failed on", failed.stage)
        context.measures.errors.labels(failed.stage).inc()
        return _set_aside(batch, failed, context)


def prepare(batch: Batch, context: Context) -> Batch:
    """Only the stages that write nothing: what would become of a batch."""
    return _stages(PREPARE, batch, context)


def _through(batch: Batch, context: Context) -> Batch:
    try:
        prepared = _stages(PREPARE, batch, context)
        with transaction.atomic():
            return _stages(KEEP, prepared, context)
    except DatabaseError as error:  # begin or commit: no stage's fault
        raise StageFailed("commit", error) from error


def _stages(stages: Sequence[Stage], batch: Batch, context: Context) -> Batch:
    for stage in stages:
        name = stage.__name__
        try:
            with context.measures.stage(name, len(batch.items)):
                batch = stage(batch, context)
        except Exception as error:
            raise StageFailed(name, error) from error
    return batch


def _in_halves(batch: Batch, context: Context) -> Batch:
    middle = len(batch.items) // 2
    first = _run(batch.only(_fresh(batch.items[:middle])), context)
    second = _run(batch.only(_fresh(batch.items[middle:])), context)
    opened, recalled = first.opened + second.opened, first.recalled + second.recalled
    return Batch([*first.items, *second.items], batch.run, batch.clock, recalled, opened)


def _fresh(items: Sequence[Item]) -> list[Item]:
    """As they came: nothing a failed attempt has found out is carried into the next."""
    return [
        Item(item.line, item.channel, item.received_at, item.number, item.inbox, item.delivery)
        for item in items
    ]


def _set_aside(batch: Batch, failed: StageFailed, context: Context) -> Batch:
    (item,) = batch.items
    item.failed = Failed(failed.stage, f"{type(failed.cause).__name__}: {failed.cause}")
    item.outcome = ""
    if item.post:
        context.campaigns.of(batch.run).drop(item.post.identity)
    with transaction.atomic():
        return settle(batch, context)


_MENDABLE = ("full", "disk i/o", "readonly", "read-only", "locked", "unable to open", "out of memory")


def environment(error: BaseException) -> Environment | None:
    """The error as one of the surroundings, or None when it is the post's own fault.

    SQLite calls nearly everything operational, so its words decide; on PostgreSQL an operational error is
    a lost connection or a full disk.
    """
    if isinstance(error, OSError | MemoryError):
        return Environment(str(error))
    if isinstance(error, OperationalError):
        text = str(error).lower()
        if "sqlite" not in type(error.__cause__).__module__ or any(word in text for word in _MENDABLE):
            return Environment(_mend(text, str(error)))
    return None


def _mend(text: str, said: str) -> str:
    if "full" in text:
        return "the disk is full: free some space and run it again"
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return "the data folder cannot be written: change its rights or choose another (STURMWARTE_DATA)"
    if "locked" in text:
        return "the database is busy: another process has held it for too long; run it again"
    return f"the database failed ({said}): see `sturmwarte doctor`"
