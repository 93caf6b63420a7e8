"""Emergency changes: what may be changed at once on a bad night, by two people, for a day.

They lie over the plan and never in its files, so that tomorrow the plan is what it was, or somebody
has written into it what proved right.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from sturmwarte.core.plan.channels import CHANNELS, Channel, Wording
from sturmwarte.core.plan.people import PEOPLE, RESPONSIBILITIES, TEAMS, Responsibility
from sturmwarte.core.plan.section import Plan, Section
from sturmwarte.core.reason import Reason

LAPSES_AFTER = timedelta(hours=24)


class Reassign(msgspec.Struct, frozen=True, tag="owner"):
    """Somebody else answers; empty lists mean all. Stands before every other owner, a rule's own too."""

    owner: str
    deputy: str | None = None
    kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class Reword(msgspec.Struct, frozen=True, tag="wording"):
    """A wording rule that counts before all others; no channels means all."""

    avoid: str = ""
    say: str = ""
    channels: tuple[str, ...] = ()


class Freeze(msgspec.Struct, frozen=True, tag="freeze"):
    """Nothing is published on these channels; none named means all."""

    channels: tuple[str, ...] = ()


Change = Reassign | Reword | Freeze


class Emergency(msgspec.Struct, frozen=True):
    """One emergency change. `by` and `second` are plan ids of two different people; `at` is aware."""

    id: str
    change: Change
    reason: str
    by: str
    second: str
    at: datetime
    ended_at: datetime | None = None

    @property
    def lapses_at(self) -> datetime:
        end = self.at + LAPSES_AFTER
        return min(end, self.ended_at) if self.ended_at else end

    def holds(self, now: datetime) -> bool:
        return self.at <= now < self.lapses_at


def said(change: Change) -> Reason:
    """What the change says: `plan.emergency.<kind>`, or `<kind>_everywhere` where nothing narrows it."""
    facts: dict[str, Any]
    if isinstance(change, Reassign):
        kind, where = "owner", [*change.kinds, *change.channels, *change.topics]
        facts = {"owner": change.owner}
    elif isinstance(change, Reword):
        kind, where = "wording", list(change.channels)
        facts = {"avoid": change.avoid or "–", "say": change.say or "–"}
    else:
        kind, where, facts = "freeze", list(change.channels), {}
    if where:
        return Reason(f"plan.emergency.{kind}", {**facts, "where": where})
    return Reason(f"plan.emergency.{kind}_everywhere", facts)


def refusals(plan: Plan, emergency: Emergency, sections: Sequence[Section[Any]]) -> list[Reason]:
    """Why this change may not be made; empty when it may. `sections` say which ids there are."""
    people = {person.id for person in plan[PEOPLE]}
    found: list[Reason] = []
    if emergency.by == emergency.second:
        found.append(Reason("plan.emergency.same_person", {"id": emergency.by}))
    found += [
        Reason("plan.emergency.unknown_person", {"id": one})
        for one in dict.fromkeys((emergency.by, emergency.second))
        if one not in people
    ]
    return found + objections(plan, emergency.change, emergency.reason, sections)


def objections(plan: Plan, change: Change, reason: str, sections: Sequence[Section[Any]]) -> list[Reason]:
    """What stands against the change itself, whoever makes it."""
    found = [] if reason.strip() else [Reason("plan.emergency.no_reason")]
    if isinstance(change, Reassign):
        named = (change.owner, *([change.deputy] if change.deputy else []))
        owners = _owners(plan)
        found += [Reason("plan.emergency.unknown_owner", {"id": one}) for one in named if one not in owners]
    if isinstance(change, Reword) and not (change.avoid.strip() or change.say.strip()):
        found.append(Reason("plan.emergency.no_wording"))
    return [*found, *_unknown(plan, change, sections)]


def _unknown(plan: Plan, change: Change, sections: Sequence[Section[Any]]) -> Iterator[Reason]:
    """A mistyped kind or channel would be a change that never takes hold, on the night it is needed."""
    for section in sections:
        if section.name not in ("kinds", "channels", "topics"):
            continue
        known = {entry.id for entry in plan[section]}
        for one in getattr(change, section.name, ()):
            if one not in known:
                yield Reason(f"plan.emergency.unknown_{section.name.removesuffix('s')}", {"id": one})


def _owners(plan: Plan) -> set[str]:
    return {person.id for person in plan[PEOPLE]} | {team.id for team in plan[TEAMS]}


def apply(plan: Plan, changes: Iterable[Emergency], now: datetime) -> Plan:
    """The plan as it counts at `now`: with every change that holds, the latest first.

    Its version names the changes too, so that a verdict made under them can be told apart later.
    """
    active = sorted((one for one in changes if one.holds(now)), key=lambda one: one.at)
    if not active:
        return plan
    values = dict(plan.values)
    for emergency in active:
        _lay_over(plan, values, emergency)
    return Plan(values, marked(plan.version, active), plan.files, plan.gaps)


def marked(version: str, changes: Sequence[Emergency]) -> str:
    """The version of a plan under these changes; without any it is the plan's own."""
    if not changes:
        return version
    in_order = sorted(changes, key=lambda one: one.at)
    return f"{version}+{hashlib.sha256(msgspec.json.encode(in_order)).hexdigest()[:8]}"


def _lay_over(plan: Plan, values: dict[str, Any], emergency: Emergency) -> None:
    change = emergency.change
    if isinstance(change, Reassign):
        if change.owner not in _owners(plan):
            return  # a plan made active since then knows nobody of that name
        first = Responsibility(
            owner=change.owner,
            deputy=change.deputy,
            kinds=list(change.kinds),
            channels=list(change.channels),
            topics=list(change.topics),
            first=True,
        )
        values["responsibilities"] = [first, *values.get("responsibilities", plan[RESPONSIBILITIES])]
        return
    channels: list[Channel] = values.get("channels", plan[CHANNELS])
    values["channels"] = [
        _changed(channel, change, emergency.reason)
        if not change.channels or channel.id in change.channels
        else channel
        for channel in channels
    ]


def _changed(channel: Channel, change: Reword | Freeze, reason: str) -> Channel:
    if isinstance(change, Freeze):
        return channel.model_copy(update={"frozen": True})
    rule = Wording(avoid=change.avoid, say=change.say, why=reason)
    return channel.model_copy(update={"wording": [rule, *channel.wording]})
