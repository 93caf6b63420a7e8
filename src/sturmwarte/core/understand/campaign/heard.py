"""What goes into the search for campaigns, and what comes out for each post."""

from datetime import datetime, timedelta

import msgspec

from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason

Identity = tuple[str, str]


class Heard(msgspec.Struct, frozen=True):
    """One post as campaigns see it.

    `author` is any stable key of the account, a pseudonym for example. `at` is an aware time, the post's own.
    `age` is how long the account had existed by then, None where nobody knows.
    """

    identity: Identity
    text: str
    author: str
    at: datetime
    age: timedelta | None = None


def heard(post: Post, author: str, age: timedelta | None = None) -> Heard | None:
    """`post` for `Campaigns.add_batch`, or None when it is not for campaigns.

    Our own posts are left out (answers are near-copies by trade), and plain reposts: networks count those
    themselves, and a repost says nothing new about who organised what. Titles count, pictures' texts do not:
    one picture under a thousand texts of their own is no copied text.
    """
    at = post.created_at or post.received_at
    if post.own or post.is_repost or at is None:
        return None
    text = f"{post.title}\n{post.text}" if post.title else post.text
    return Heard(post.identity, text, author, at, age)


class Joined(msgspec.Struct, frozen=True):
    """A post belongs to a campaign.

    similarity  exact Jaccard index of the two posts' words, 0..1; 1.0 for the same words
    nearest     the post it is nearest to (the earliest of those with these words)
    began       earlier posts that belong to the campaign only now: their first copy has come
    merged      ids of younger campaigns that this post showed to be the same; they live on under `campaign`
    why         `understand.campaign.exact`, `.edited` or `.burst` with the figures
    """

    campaign: str
    similarity: float
    nearest: Identity
    why: Reason
    began: tuple[Identity, ...] = ()
    merged: tuple[str, ...] = ()
