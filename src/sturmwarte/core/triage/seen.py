"""One post as triage sees it: the post, its reading and topics, and what is known around it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.reading import Reading


class Context(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the station knows around a post and the post itself does not tell.

    `answered`: we have already replied to it. `replies_to_own`: it replies to a post of ours. `copies`:
    other posts heard with the same text. `scenarios`: ids of scenarios under way that it belongs to.
    `own_page`: whether it stands where we may hide it; None derives that from channel and form.
    `author_incidents`: recorded incidents of its author on our channels, None where not looked up.
    """

    answered: bool = False
    replies_to_own: bool = False
    copies: int = 0
    scenarios: tuple[str, ...] = ()
    own_page: bool | None = None
    author_incidents: int | None = None


NOTHING_KNOWN = Context()

Item = tuple[Post, Reading, frozenset[str], Context]
"""A post with its reading, the ids of its topics, and what is known around it."""


@dataclass(slots=True)
class Seen:
    """What the checks of one recommendation look at. `words` holds the ids of the word queries that match."""

    post: Post
    reading: Reading
    topics: frozenset[str]
    context: Context
    arrived: datetime
    words: frozenset[str] = frozenset()

    @property
    def item(self) -> Item:
        return self.post, self.reading, self.topics, self.context

    @property
    def lang(self) -> str:
        return self.post.lang or self.reading.lang

    def probability(self, kind: str) -> float:
        """How likely a kind is by the reading; 0 for one it does not name."""
        return next((k.p for k in self.reading.kinds if k.kind == kind), 0.0)


Finding = tuple[bool, Reason]
"""Whether a condition holds, and the fact about the post that decided it."""

Check = Callable[[Seen], Finding]
