"""Opens cases for what needs work. History opens none: only runs that tell what happens now do."""

from dataclasses import replace

from sturmwarte.core.post import IMPORT
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch
from sturmwarte.engine.stages.store import entry
from sturmwarte.engine.stages.tripwire import tripped
from sturmwarte.station.respond.actions.open_for import open_for


def cases(batch: Batch, context: Context) -> Batch:
    if batch.run == IMPORT:
        return batch
    fresh = [item for item in batch.good if item.outcome in {"new", "edited"} or tripped(item)]
    if not fresh and not batch.recalled:
        return batch
    done = open_for([*map(entry, fresh), *batch.recalled], batch.run, batch.now)
    context.measures.cases.labels(batch.run).inc(len(done.opened))
    return replace(batch, opened=tuple(done.opened))
