"""Pictures of mentions: what was read in them goes with the post, and new ones are noted to be secured.

Only live posts: no replay or drill reaches outside, and an import's pictures are long gone.
"""

from sturmwarte.core.post import LIVE
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.listen.evidence.queueing import queue
from sturmwarte.station.listen.evidence.telling import texts_of, with_texts

_CHANGED = frozenset({"new", "edited"})


def pictured(batch: Batch, context: Context) -> Batch:  # noqa: ARG001
    """Before the words are looked at: a post that comes again, edited or not, keeps what was read in its
    pictures."""
    posts = [item.post for item in batch.good if item.post and item.post.media]
    known = texts_of(posts, batch.run) if posts else {}
    if known:
        for item in batch.good:
            if item.post and item.post.identity in known:
                item.post = with_texts(item.post, known[item.post.identity])
    return batch


def pictures(batch: Batch, context: Context) -> Batch:  # noqa: ARG001
    """After `store`, in its transaction: notes the pictures of what is about us or was written to us."""
    if batch.run == LIVE:
        queue((item.post for item in batch.good if item.post and _ours(item)), batch.now)
    return batch


def _ours(item: Item) -> bool:
    post = item.post
    if post is None or item.outcome not in _CHANGED or not post.media or post.own or post.repost_of:
        return False
    return bool(item.topics) or post.is_private or item.around.replies_to_own
