"""Finds out which posts were heard before; the same post twice in a batch is one that came again."""

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch


def identify(batch: Batch, context: Context) -> Batch:
    posts = [item.post for item in batch.good if item.post]
    known = {identity for identity, found in context.archive.known(posts).items() if not found.deleted}
    for item in batch.good:
        if item.post:
            item.heard_before = item.post.identity in known
            known.add(item.post.identity)
    return batch
