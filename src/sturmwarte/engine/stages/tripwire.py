"""Brings back what was ignored or watched, once more people see it than its tripwire allows.

Networks tell new counts by delivering a post again. The counts are compared with those we knew. Copies and
the press are for the stage `recall`.
"""

from sturmwarte.core.triage.tripwire import RULE, seen_by_many
from sturmwarte.core.understand.reading import Reading
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.archive import May
from sturmwarte.station.people.away import named_deputies


def tripwire(batch: Batch, context: Context) -> Batch:
    if context.brain is None:
        return batch
    for item in batch.good:
        if item.heard_before and item.post and item.verdict and item.verdict.tripwire:
            wire = item.verdict.tripwire
            if seen_by_many(wire, None, item.post) is None:
                continue  # far below: most posts, so no look into the archive for them
            network, gid = item.post.identity
            before = context.archive.get(network, gid, may=May.everything(), run=batch.run)
            if before and (why := seen_by_many(wire, before.post, item.post)):
                item.verdict = context.brain.triage.brought_back(
                    item.verdict,
                    item.post,
                    item.reading or Reading(),
                    item.topics,
                    why,
                    batch.now,
                    named_deputies(batch.now),
                )
    return batch


def tripped(item: Item) -> bool:
    return item.verdict is not None and item.verdict.rule == RULE
