"""What the posts of a batch belong to: whose their parents are, and whether we have replied.

The batch's own posts count as well as the archive's, in whatever order they came: a comment and our reply to
it often arrive together.
"""

from collections import defaultdict
from collections.abc import Sequence

from sturmwarte.core.post import Post
from sturmwarte.station.archive.kinship import Identity, Kin, OwnReply, Told


class Conversations:
    """`known` from the archive, `here` all posts of the batch."""

    def __init__(self, known: Kin, here: Sequence[Post]) -> None:
        self._posts: dict[Identity, Told] = dict(known.posts)
        for post in here:
            account = post.author.id if post.author else ""
            self._posts[post.identity] = Told(post.own, self._begin(post), account)
        self._answered: set[Identity] = set()
        self._to_author: dict[Identity, list[OwnReply]] = defaultdict(list)
        for reply in (*known.replies, *filter(None, map(self._own_reply, here))):
            self._answered.add((reply.network, reply.to))
            told = self._posts.get((reply.network, reply.to))
            if told is not None and told.account:
                self._to_author[reply.network, told.account].append(reply)

    def answered(self, post: Post) -> bool:
        """Whether we replied to the post, or later in the conversation to another post of the same author.

        Not whenever we spoke in the conversation: below a post of ours hundreds ask, and one was answered.
        """
        if post.identity in self._answered:
            return True
        if post.author is None:
            return False
        asked, names = post.created_at or post.received_at, self._names(post)
        replies = self._to_author.get((post.identity[0], post.author.id), ())
        return any((asked is None or reply.at >= asked) and reply.names & names for reply in replies)

    def replies_to_own(self, post: Post) -> bool:
        return self._is_own(post, post.in_reply_to)

    def begun_by_us(self, post: Post) -> bool:
        """Whether it stands below a post of ours; the post itself does not count."""
        begin = self._begin(post)
        return begin != post.id and self._is_own(post, begin)

    def _own_reply(self, post: Post) -> OwnReply | None:
        at = post.created_at or post.received_at
        if not (post.own and post.in_reply_to and at):
            return None
        return OwnReply(post.identity[0], post.in_reply_to, at, self._names(post) - {post.id})

    def _is_own(self, post: Post, gid: str) -> bool:
        told = self._posts.get((post.identity[0], gid)) if gid else None
        return told is not None and told.own

    def _begin(self, post: Post) -> str:
        """The conversation's first known post."""
        parent = self._posts.get((post.identity[0], post.in_reply_to))
        return post.root or (parent.thread if parent else "") or post.in_reply_to or post.id

    def _names(self, post: Post) -> frozenset[str]:
        """All names the post's conversation goes by."""
        return frozenset({post.id, post.root, post.in_reply_to, self._begin(post)} - {""})
