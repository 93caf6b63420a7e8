"""Finds out which posts were heard before, and which of them with other words.

The same post twice in a batch is one that came again.
"""

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch
from sturmwarte.station.archive import content_hash


def identify(batch: Batch, context: Context) -> Batch:
    posts = [item.post for item in batch.good if item.post]
    there = context.archive.known(posts)
    known = {identity for identity, found in there.items() if not found.deleted}
    for item in batch.good:
        if item.post:
            item.heard_before = item.post.identity in known
            was = there.get(item.post.identity) if item.heard_before else None
            item.reworded = was is not None and was.content_hash != content_hash(item.post)
            known.add(item.post.identity)
    return batch
