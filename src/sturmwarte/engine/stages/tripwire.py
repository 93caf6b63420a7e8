"""Brings back what was ignored or watched, once more people see it than its tripwire allows.

Networks tell new counts by delivering a post again. The counts are compared with those we knew, so that
a post that was ignored *because* of its rules is not brought back by the counts it already had.
"""

import msgspec

from sturmwarte.core.post import Metrics, Post
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.verdict import Tried, Tripwire, Verdict
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.archive import May

RULE = "tripwire"
"""The pseudo-rule that stands first in the reasons of a verdict brought back."""


def tripwire(batch: Batch, context: Context) -> Batch:
    for item in batch.good:
        if item.heard_before and item.post and item.verdict and item.verdict.tripwire:
            wire = item.verdict.tripwire
            if crossed(wire, None, item.post) is None:
                continue  # far below: most posts, so no look into the archive for them
            network, gid = item.post.identity
            before = context.archive.get(network, gid, may=May.everything(), run=batch.run)
            if before and (why := crossed(wire, before.post, item.post)):
                item.verdict = brought_back(item.verdict, why)
    return batch


def crossed(wire: Tripwire, before: Post | None, after: Post) -> Reason | None:
    """Which count was below the wire and no longer is; without a `before`, which is not below."""
    then = (before.reach, (before.metrics or Metrics()).replies) if before else (-1, -1)
    now = (after.reach, (after.metrics or Metrics()).replies)
    for name, limit, old, new in zip(
        ("reach", "replies"), (wire.reach, wire.replies), then, now, strict=True
    ):
        if limit is not None and old < limit <= new:
            return Reason(f"triage.tripwire.{name}", {"limit": limit, "was": max(old, 0), "is": new})
    return None


def brought_back(verdict: Verdict, why: Reason) -> Verdict:
    """The same owner and reasons, and a person to look at it again: an answer may be due now."""
    return msgspec.structs.replace(
        verdict,
        verdict="answer",
        priority=min(verdict.priority, 3),
        reasons=(Tried(RULE, True, why), *verdict.reasons),
    )


def tripped(item: Item) -> bool:
    return item.verdict is not None and item.verdict.rule == RULE
