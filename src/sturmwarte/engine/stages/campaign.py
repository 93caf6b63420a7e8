"""Finds the near-copies of each mention among those heard before: together they are a campaign.

Only here the batch's posts are brought in; the stage `spread` writes down what was found. Private messages
are left out: a campaign is shown to people who may not read each post of it.
"""

from datetime import timedelta

import msgspec

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.campaign import Campaign, Heard, Joined, heard
from sturmwarte.core.understand.reading import Reading
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.archive.likeness import who

FEWEST_ACCOUNTS = 2
"""One account that repeats itself is none."""
AHEAD = timedelta(minutes=5)
"""How far a post's own time may lie in the future; what is further would make us forget all others."""


def campaign(batch: Batch, context: Context) -> Batch:
    posts = [(item, post) for item in batch.good if item.reading and (post := _heard(item, batch))]
    if context.brain is None or not posts:
        return batch
    remembered = context.campaigns.of(batch.run)
    edited = {post.identity for item, post in posts if item.reworded}
    for (item, _), joined in zip(posts, remembered.take([post for _, post in posts], edited), strict=True):
        item.joined = joined
    found = remembered.campaigns({item.joined.campaign: None for item, _ in posts if item.joined})
    for item, _ in posts:
        item.campaign = found[item.joined.campaign] if item.joined else None
        if item.reading and item.joined and item.campaign and item.campaign.accounts >= FEWEST_ACCOUNTS:
            item.reading = _told(item.reading, item.joined, item.campaign)
    return batch


def _heard(item: Item, batch: Batch) -> Heard | None:
    post = item.post
    if post is None or post.is_private or post.deleted_at is not None:
        return None
    found = heard(post, who(post))
    return found if found and found.at <= batch.now + AHEAD else None


def _told(reading: Reading, joined: Joined, found: Campaign) -> Reading:
    size = joined.why.args.get("posts", found.size)
    others = int(size) - 1 if isinstance(size, int | float) else found.size - 1
    why = Reason("understand.campaign", {"n": others, "likeness": round(joined.similarity, 2)})
    return msgspec.structs.replace(reading, campaign=found.id, why={**reading.why, "campaign": (why,)})
