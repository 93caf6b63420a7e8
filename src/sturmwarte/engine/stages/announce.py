"""Tells the other processes that there are new posts; cases announce themselves."""

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch
from sturmwarte.station.ledger.announce import announce as tell


def announce(batch: Batch, context: Context) -> Batch:  # noqa: ARG001
    changed = sum(item.outcome in {"new", "edited", "deleted"} for item in batch.items)
    if changed:
        tell("posts", str(changed), batch.now, batch.run)
    return batch
