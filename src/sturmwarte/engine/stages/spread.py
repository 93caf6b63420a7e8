"""Writes down the campaigns that the batch's posts belong to, and what was heard to find them."""

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.engine.stages.around import time_of
from sturmwarte.station.archive.identity import key
from sturmwarte.station.campaigns.leaving import reword
from sturmwarte.station.campaigns.record import Member, record

STORED = frozenset({"new", "edited", "heard_again"})


def spread(batch: Batch, context: Context) -> Batch:
    """After `store`: what it refused is forgotten, what it deleted has left its campaign already."""
    if context.brain is None:
        return batch
    remembered = context.campaigns.of(batch.run)
    stored = [item for item in batch.good if item.outcome in STORED and item.post]
    for item in batch.good:
        if item.post and item.outcome not in STORED:
            remembered.drop(item.post.identity)
    remembered.keep({item.post.identity for item in stored if item.post})
    reword(key(item.post) for item in stored if item.reworded and item.post)
    joined = [item for item in stored if item.joined and item.campaign]
    if joined:
        told = {item.campaign.id: item.campaign for item in joined if item.campaign}
        record(batch.run, [_member(item) for item in joined], told)
    return batch


def _member(item: Item) -> Member:
    post, joined, found = item.post, item.joined, item.campaign
    assert post is not None
    assert joined is not None
    assert found is not None
    return Member(
        identity=post.identity,
        campaign=found.id,
        at=time_of(post),
        alike=joined.similarity,
        topics=item.topics,
        channel=post.channel,
        began=joined.began,
        merged=joined.merged,
    )
