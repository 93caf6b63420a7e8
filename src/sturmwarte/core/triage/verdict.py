"""What triage proposes for a post."""

from datetime import datetime
from typing import Literal

import msgspec

from sturmwarte.core.reason import Reason

Action = Literal["answer_now", "answer", "community", "watch", "ignore", "hide", "escalate"]
Duty = Literal["notify", "preserve", "hide"]

NEEDS_WORK: frozenset[str] = frozenset({"answer_now", "answer", "community", "hide", "escalate"})
"""Verdicts that open a case; `watch` and `ignore` leave the post in the archive under a tripwire."""


class Tried(msgspec.Struct, frozen=True, gc=False):
    """One rule that was tried, whether it fired, and why or why not.

    A verdict holds dozens and none can be part of a cycle: the garbage collector need not look at them.
    """

    rule: str
    fired: bool
    why: Reason


class Tripwire(msgspec.Struct, frozen=True):
    """What brings an ignored or watched post back: any of these reached. None means not watched for."""

    reach: int | None = None
    replies: int | None = None
    copies: int | None = None
    press: bool = True


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The recommendation for one post: verdict, further duties, who, until when, and every reason.

    `priority` 1 (most urgent) to 5. `owner` and `deputy` are plan ids of a person or team, None where
    the plan names nobody. `reasons` holds the rule that fired first, then the others in the order tried.
    `made_by` names the versions of plan and rules, so the verdict can be understood later.
    """

    verdict: Action
    also: tuple[Duty, ...] = ()
    priority: int = 5
    owner: str | None = None
    deputy: str | None = None
    deadline: datetime | None = None
    acknowledge_by: datetime | None = None
    tripwire: Tripwire | None = None
    reasons: tuple[Tried, ...] = ()
    made_by: dict[str, str] = {}

    @property
    def rule(self) -> str:
        return self.reasons[0].rule if self.reasons else ""

    @property
    def needs_work(self) -> bool:
        return self.verdict in NEEDS_WORK
