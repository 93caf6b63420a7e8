"""How one subscription stands: fine, slow, or not heard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sturmwarte.core.reason import Reason

PATIENCE = timedelta(minutes=3)
"""How long a trouble may last that often mends itself, and how late an answer may be."""
STREAM_PATIENCE = timedelta(minutes=30)
"""A stream may be open and bring nothing, which proves nothing; one that breaks tells so itself."""
AT_ONCE = frozenset({"Refused", "Wrong", "Gone", "Blocked"})
"""Only a person can mend these."""
How = Literal["fine", "slow", "broken"]


@dataclass(frozen=True)
class Line:
    """What is known of a subscription. `next_at` is when it asks again: a round that ended well set it, even
    one that had no need to ask. `trouble` is empty or has `class`, `key`, `args`; `slowed` is empty or has
    `key`, `args`."""

    name: str
    started_at: datetime
    topic: str = ""
    streams: bool = False
    asked_at: datetime | None = None
    heard_at: datetime | None = None
    next_at: datetime | None = None
    trouble: Mapping[str, Any] = field(default_factory=dict)
    trouble_since: datetime | None = None
    slowed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """`why` and `since` tell of what is not fine."""

    how: How
    why: Reason | None = None
    since: datetime | None = None


FINE = Standing("fine")


def stands(line: Line, awake_since: datetime, now: datetime) -> Standing:
    """How it stands now. Nothing is expected of the time before `awake_since`."""
    silent_since = max(line.asked_at or line.started_at, awake_since)
    if line.trouble:
        return _in_trouble(line, silent_since, now)
    if now - max(silent_since, line.next_at or silent_since) > _patience(line):
        return _silent(line, silent_since)
    return Standing("slow", reason_of(line.slowed)) if line.slowed else FINE


def reason_of(stored: Mapping[str, Any]) -> Reason:
    """A reason as the database keeps it."""
    return Reason(str(stored.get("key") or "trouble.unknown"), dict(stored.get("args") or {}))


def _in_trouble(line: Line, silent_since: datetime, now: datetime) -> Standing:
    kind, why = line.trouble.get("class", ""), reason_of(line.trouble)
    if kind == "Limited":
        return Standing("slow", why)
    since = line.trouble_since or silent_since
    return Standing("broken", why, since) if kind in AT_ONCE or now - since >= PATIENCE else FINE


def _silent(line: Line, since: datetime) -> Standing:
    if line.streams and line.asked_at:
        return Standing("slow", Reason("hearing.unproven", {"since": since.isoformat()}))
    key = "hearing.no_answer" if line.asked_at else "hearing.never_answered"
    return Standing("broken", Reason(key, {"since": since.isoformat()}), since)


def _patience(line: Line) -> timedelta:
    return STREAM_PATIENCE if line.streams and line.asked_at else PATIENCE
