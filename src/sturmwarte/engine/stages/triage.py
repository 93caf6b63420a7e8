"""Recommends what to do about each mention, with owner, deadline and every reason."""

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch


def triage(batch: Batch, context: Context) -> Batch:
    if context.brain is None:
        return batch
    judged = [item for item in batch.good if item.reading]
    asked = [
        (item.post, item.reading, frozenset(item.topics), item.around)
        for item in judged
        if item.post and item.reading
    ]
    for item, verdict in zip(judged, context.brain.recommend(asked, batch.now), strict=True):
        item.verdict = verdict
    return batch
