"""The threads we know, to find replies, edits and deletions in them: YouTube announces none. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sturmwarte.core.post import Post

THREADS, REPLIES = 200, 2_000
"""Kept at most: the newest threads, and replies of all of them together."""
AT_ONCE = 50


@dataclass
class Known:
    """By thread: the replies we have, and the newest edit we told. `turn` walks through them, `AT_ONCE` a
    round."""

    threads: dict[str, list[str]] = field(default_factory=dict)
    edits: dict[str, str] = field(default_factory=dict)
    turn: int = 0

    @classmethod
    def read(cls, cursor: Mapping[str, Any]) -> "Known":
        threads = {str(name): [str(x) for x in replies] for name, replies in cursor.get("threads", [])}
        return cls(threads, dict(cursor.get("edits", {})), int(cursor.get("turn", 0)))

    def written(self) -> dict[str, Any]:
        """As a list, because JSON of a database may lose the order of keys."""
        threads = [[name, replies] for name, replies in self.threads.items()]
        return {"threads": threads, "edits": self.edits, "turn": self.turn}

    def met(self, thread: str, replies: Iterable[str]) -> None:
        """A thread just seen; one we know keeps its place, or the walk would pass others over."""
        self.threads[thread] = list(dict.fromkeys([*self.threads.get(thread, []), *replies]))
        while len(self.threads) > THREADS or (
            sum(map(len, self.threads.values())) > REPLIES and len(self.threads) > 1
        ):
            oldest = next(iter(self.threads))
            del self.threads[oldest]
            self.edits.pop(oldest, None)

    def news(self, thread: str, posts: Sequence[Post]) -> list[Post]:
        """Those of a thread's posts (the first one leading) that are new to us, or edited since we told."""
        had = {thread, *self.threads[thread]} if thread in self.threads else set()
        told = self.edits.get(thread, "")
        edited = max((post.edited_at.isoformat() for post in posts if post.edited_at), default=told)
        if edited > told:
            self.edits[thread] = edited
        return [
            post
            for post in posts
            if post.id not in had or (post.edited_at is not None and post.edited_at.isoformat() > told)
        ]

    def next_round(self) -> list[str]:
        """Whom to look after now."""
        names = list(self.threads)
        if not names:
            return []
        start = self.turn % len(names)
        self.turn = (start + AT_ONCE) % max(len(names), 1) if len(names) > AT_ONCE else 0
        return (names + names)[start : start + min(AT_ONCE, len(names))]

    def gone(self, thread: str) -> list[str]:
        """The thread was deleted: its comments, the first one included."""
        self.edits.pop(thread, None)
        return [thread, *self.threads.pop(thread, [])]

    def replies_gone(self, thread: str, still: Iterable[str]) -> list[str]:
        """The replies that are no longer there."""
        left = set(still)
        lost = [name for name in self.threads.get(thread, []) if name not in left]
        self.threads[thread] = [name for name in self.threads.get(thread, []) if name in left]
        return lost
