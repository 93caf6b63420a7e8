"""Brings back what was ignored or watched, once more people see it than its tripwire allows.

Networks tell new counts by delivering a post again. The counts are compared with those we knew. Copies and
the press are for the stage `recall`. What people ignored or postponed at the desk is watched like that too.
"""

from sturmwarte.core.triage.tripwire import RULE, seen_by_many
from sturmwarte.core.understand.reading import Reading
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.archive import May
from sturmwarte.station.people.away import named_deputies
from sturmwarte.station.respond.set_aside import WIRE, set_aside


def tripwire(batch: Batch, context: Context) -> Batch:
    if context.brain is None:
        return batch
    # Most posts are far below: no look into the desk or the archive for them.
    loud = [item for item in batch.good if item.heard_before and item.post and _seen(item)]
    aside = set_aside([item.post.identity for item in loud if item.post], batch.run)
    for item in loud:
        if item.post and item.verdict:
            wire = WIRE if item.post.identity in aside else item.verdict.tripwire
            if wire is None:
                continue
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


def _seen(item: Item) -> bool:
    """Above any wire that could be its own."""
    wires = (WIRE, item.verdict.tripwire if item.verdict else None)
    return any(wire and item.post and seen_by_many(wire, None, item.post) for wire in wires)


def tripped(item: Item) -> bool:
    return item.verdict is not None and item.verdict.rule == RULE
