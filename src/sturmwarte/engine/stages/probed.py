"""Notes when a probe lies in the archive: the end of its way."""

from sturmwarte.engine.clock import real_now
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch
from sturmwarte.station.listen import probes


def probed(batch: Batch, context: Context) -> Batch:  # noqa: ARG001
    if batch.run == probes.RUN:
        # Real time: that run has no clock of its own, and the delay is what the probe measures.
        probes.kept([item.post for item in batch.good if item.post], real_now())
    return batch
