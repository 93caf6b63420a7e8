"""Tripwires: what brings a watched or ignored post back before a person.

Each function compares what was with what is, so that only the crossing counts: a post that was ignored
*because* of its rules is not brought back by the counts it already had.
"""

from sturmwarte.core.post import Metrics, Post
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.verdict import Tripwire

RULE = "tripwire"
"""The pseudo-rule that stands first in the reasons of a verdict brought back."""


def seen_by_many(wire: Tripwire, before: Post | None, after: Post) -> Reason | None:
    """Reach or replies were below the wire and no longer are; without a `before` they were below."""
    was_replies = (before.metrics or Metrics()).replies if before else -1
    replies = (after.metrics or Metrics()).replies
    if why := _crossed(wire.reach, before.reach if before else -1, after.reach):
        return Reason("triage.tripwire.reach", why)
    if why := _crossed(wire.replies, was_replies, replies):
        return Reason("triage.tripwire.replies", why)
    return None


def copied(wire: Tripwire, was: int, now: int) -> Reason | None:
    """How many other accounts wrote the same words, before and now."""
    why = _crossed(wire.copies, was, now)
    return Reason("triage.tripwire.copies", why) if why else None


def in_the_press(wire: Tripwire, article: Post) -> Reason | None:
    what = article.title or article.url or article.id
    return Reason("triage.tripwire.press", {"is": what}) if wire.press else None


def _crossed(limit: int | None, was: int, now: int) -> dict[str, int] | None:
    if limit is None or not was < limit <= now:
        return None
    return {"limit": limit, "was": max(was, 0), "is": now}
