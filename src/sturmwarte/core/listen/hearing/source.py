"""How a source (or one topic of it) is heard: from its subscriptions and its silence to one state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sturmwarte.core.listen.hearing.silence import ENOUGH_DAYS, ENOUGH_ITEMS, Silence
from sturmwarte.core.listen.hearing.states import Verdict
from sturmwarte.core.listen.hearing.subscription import PATIENCE, Line, Standing, stands
from sturmwarte.core.listen.hearing.usual import Usual
from sturmwarte.core.reason import Reason

UNUSUAL, VERY_UNUSUAL = 0.01, 0.001
"""A silence that chance makes in fewer than one week of a hundred, of a thousand."""
LEAST_EXPECTED = 3.0


@dataclass(frozen=True)
class Facts:
    """All that is known of a source. `awake_since` is when it was made, changed or woken. `called`: it has
    no subscription because the platform calls us. `resting` is the reason of a person who switched it off.
    """

    awake_since: datetime
    lines: Sequence[Line] = ()
    called: bool = False
    resting: Reason | None = None
    usual: Usual | None = None
    silence: Silence | None = None


def judge(facts: Facts, now: datetime) -> Verdict:
    """The state with its reason. What cannot be heard counts before silence, because it explains it."""
    if facts.resting is not None:
        return Verdict("resting", facts.resting)
    if not facts.lines and not facts.called:
        return _not_started(facts, now)
    standing = [(line, stands(line, facts.awake_since, now)) for line in facts.lines]
    broken = [(line, one) for line, one in standing if one.how == "broken"]
    if standing and len(broken) == len(standing):
        since = max(one.since or now for _, one in broken)  # until the last of them fell, something was heard
        return Verdict("disturbed", _why(broken[0][1]), since=since)
    if standing and all(line.asked_at is None for line in facts.lines):
        return _not_started(facts, now)
    if broken:
        return Verdict("limited", _partly(*broken[0], len(broken), len(standing)))
    heard = _by_silence(facts)
    slow = next((one for _, one in standing if one.how == "slow"), None)
    return replace(heard, state="limited", why=_why(slow)) if slow is not None else heard


def _why(standing: Standing) -> Reason:
    return standing.why or Reason("trouble.unknown")


def _partly(line: Line, standing: Standing, broken: int, of: int) -> Reason:
    """One is named; the page lists them all."""
    why = _why(standing)
    args = {"subscription": line.name, "broken": broken, "of": of, "why": [why.key, why.args]}
    return Reason("hearing.partly", args)


def _not_started(facts: Facts, now: datetime) -> Verdict:
    since = {"since": facts.awake_since.isoformat()}
    if now - facts.awake_since < PATIENCE:
        return Verdict("resting", Reason("hearing.starting", since))
    return Verdict("disturbed", Reason("hearing.not_started", since), since=facts.awake_since)


def _by_silence(facts: Facts) -> Verdict:
    usual, found = facts.usual, facts.silence
    if usual is None or found is None or found.chance is None:
        days = int(usual.days) if usual else 0
        args = {"days": days, "items": usual.items if usual else 0}
        return Verdict("hearing", Reason("hearing.little_history", {**args, **_NEEDED}))
    last = {"since": found.since.isoformat(), "expected": _rounded(found.expected)}
    if found.chance < UNUSUAL and found.expected >= LEAST_EXPECTED:
        very = found.chance < VERY_UNUSUAL
        return Verdict("quiet", Reason("hearing.silent" if very else "hearing.quiet", last), found.chance)
    return Verdict("hearing", Reason("hearing.fine", last), found.chance)


_NEEDED = {"needs_days": int(ENOUGH_DAYS), "needs_items": ENOUGH_ITEMS}


def _rounded(items: float) -> float | int:
    return round(items) if items >= 10 else round(items, 1)
