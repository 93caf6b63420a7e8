"""Finds out what stands around each mention and the mention itself does not tell, for triage to weigh."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.post import Post
from sturmwarte.core.triage.seen import Context as Around
from sturmwarte.engine.context import Context
from sturmwarte.engine.conversations import Conversations
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.likeness import Like, likeness, who

COPIED_WITHIN = timedelta(hours=72)


def around(batch: Batch, context: Context) -> Batch:
    asked = [item for item in batch.good if item.reading]
    if context.brain is None or not asked:
        return batch
    here = [item.post for item in batch.good if item.post]
    mentions = [item.post for item in asked if item.post]
    kin = context.archive.kin([*mentions, *(post for post in here if post.own)])
    conversations = Conversations(kin, here)
    copies = _copies(asked, context.archive)
    channels = frozenset(channel.id for channel in context.brain.plan[CHANNELS])
    for item, post in zip(asked, mentions, strict=True):
        item.around = Around(
            answered=conversations.answered(post),
            replies_to_own=conversations.replies_to_own(post),
            copies=max(copies.get(post.identity, 0), _accounts(item)),
            # Below our own posts we are the host. Elsewhere triage derives it from channel and form.
            own_page=True if post.channel in channels and conversations.begun_by_us(post) else None,
        )
    return batch


def _accounts(item: Item) -> int:
    """How many other accounts the mention's campaign has: they changed some words."""
    return item.campaign.accounts - 1 if item.campaign else 0


def _copies(asked: Sequence[Item], archive: Archive) -> dict[tuple[str, str], int]:
    """How many other accounts wrote the same within three days of each post."""
    for item in asked:
        item.likeness = likeness(item.post, item.tokens) if item.post else None
    said: dict[int, list[Like]] = {
        number: list(likes) for number, likes in archive.alike(*numbers_since(asked)).items()
    }
    posts = [(item.post, item.likeness) for item in asked if item.post and item.likeness is not None]
    for post, number in posts:
        if not post.own:
            said.setdefault(number, []).append(Like(*post.identity, who(post), "", time_of(post)))
    return {
        post.identity: len({like.who for like in said.get(number, ()) if _near(like, post)} - {who(post)})
        for post, number in posts
    }


def numbers_since(items: Sequence[Item]) -> tuple[set[int], datetime]:
    """What to ask the archive for: the items' likenesses, and from when on."""
    like = [item for item in items if item.likeness is not None and item.post]
    first = min((time_of(item.post) for item in like if item.post), default=None)
    numbers = {item.likeness for item in like if item.likeness is not None}
    return numbers, (first - COPIED_WITHIN if first else datetime.max.replace(tzinfo=UTC))


def time_of(post: Post) -> datetime:
    at = post.created_at or post.received_at
    assert at is not None  # `parse` has dated it
    return at


def _near(like: Like, post: Post) -> bool:
    return abs(like.at - time_of(post)) <= COPIED_WITHIN
