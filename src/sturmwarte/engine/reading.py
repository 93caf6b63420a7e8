"""Reads the inbox: the oldest lines first, each batch of one run."""

from sturmwarte.engine import pipeline
from sturmwarte.engine.clock import Clock, RealClock, StoryClock
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.ledger.models import Run
from sturmwarte.station.listen import inbox


def read_batch(context: Context) -> Batch | None:
    """Takes the next lines the whole way; None when nothing waits.

    Reading, storing and removing them from the inbox are one transaction. After a crash the lines are
    still there, and an archive that knows them already says so.
    """
    lines = inbox.next_lines(pipeline.BATCH)
    if not lines:
        return None
    items = [
        Item(bytes(x.line), x.channel, x.received_at, x.number, inbox=x.pk, delivery=x.delivery_id)
        for x in lines
    ]
    run = lines[0].run
    return pipeline.run(Batch(items, run, clock_of(run)), context)


def clock_of(run: str) -> Clock:
    """The clock a run keeps, as its row tells it."""
    row = Run.objects.filter(pk=run).first()
    if row is None or row.story_start is None:
        return RealClock()
    clock = StoryClock(row.story_start, row.speed)
    clock.started = row.started_at
    return clock
