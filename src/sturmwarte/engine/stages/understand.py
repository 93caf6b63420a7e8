"""Reads the mentions: what their authors want, and in which mood. Other posts are kept unread."""

import msgspec

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch


def understand(batch: Batch, context: Context) -> Batch:
    if context.brain is None:
        return batch
    matched = [item for item in batch.good if item.topics and item.document]
    for item, reading in zip(
        matched, context.brain.read([i.document for i in matched if i.document]), strict=True
    ):
        item.reading = reading
        if item.lang_why:  # told by us, not by the network: the reading must say so
            why = {**reading.why, "lang": (item.lang_why,)}
            item.reading = msgspec.structs.replace(reading, why=why)
    return batch
