"""Recommends what to do about each mention, with owner, deadline and every reason."""

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch
from sturmwarte.station.people.away import named_deputies


def triage(batch: Batch, context: Context) -> Batch:
    if context.brain is None:
        return batch
    judged = [item for item in batch.good if item.reading]
    asked = [
        (item.post, item.reading, frozenset(item.topics), item.around)
        for item in judged
        if item.post and item.reading
    ]
    if not asked:
        return batch
    away = named_deputies(batch.now)  # of this very moment: an absence entered a second ago counts
    for item, verdict in zip(judged, context.brain.recommend(asked, batch.now, away), strict=True):
        item.verdict = verdict
    return batch
