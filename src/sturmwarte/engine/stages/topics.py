"""Which topics of the plan a post belongs to: it becomes a mention of them."""

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch


def topics(batch: Batch, context: Context) -> Batch:
    if context.brain is None:
        return batch
    items = [item for item in batch.good if item.document]
    for item, found in zip(
        items, context.brain.match([i.document for i in items if i.document]), strict=True
    ):
        item.topics = tuple(sorted(found))
    return batch
