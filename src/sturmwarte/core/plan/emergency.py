"""Emergency changes: what may be changed at once on a bad night, by two people, for a day.

They lie over the plan and never in its files, so that tomorrow the plan is what it was, or somebody
has written into it what proved right.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from sturmwarte.core.plan.channels import CHANNELS, Channel, Wording
from sturmwarte.core.plan.people import PEOPLE, RESPONSIBILITIES, TEAMS, Responsibility
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.reason import Reason

LAPSES_AFTER = timedelta(hours=24)


class Reassign(msgspec.Struct, frozen=True, tag="owner"):
    """Somebody else answers; empty lists mean all. Stands before every other responsibility."""

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


class Emergency(msgspec.Struct, frozen=True):
    """One emergency change. `by` and `second` are plan ids of two different people; `at` is aware."""

    id: str
    change: Reassign | Reword | Freeze
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


def refusals(plan: Plan, emergency: Emergency) -> list[Reason]:
    """Why this change may not be made; empty when it may."""
    change, people = emergency.change, {person.id for person in plan[PEOPLE]}
    found: list[Reason] = []
    if not emergency.reason.strip():
        found.append(Reason("plan.emergency.no_reason"))
    if emergency.by == emergency.second:
        found.append(Reason("plan.emergency.same_person", {"id": emergency.by}))
    found += [
        Reason("plan.emergency.unknown_person", {"id": one})
        for one in dict.fromkeys((emergency.by, emergency.second))
        if one not in people
    ]
    known = {channel.id for channel in plan[CHANNELS]}
    found += [Reason("plan.emergency.unknown_channel", {"id": c}) for c in change.channels if c not in known]
    if isinstance(change, Reassign):
        owners = people | {team.id for team in plan[TEAMS]}
        named = (change.owner, *([change.deputy] if change.deputy else []))
        found += [Reason("plan.emergency.unknown_owner", {"id": one}) for one in named if one not in owners]
    if isinstance(change, Reword) and not (change.avoid.strip() or change.say.strip()):
        found.append(Reason("plan.emergency.no_wording"))
    return found


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
    mark = hashlib.sha256(msgspec.json.encode(active)).hexdigest()[:8]
    return Plan(values, f"{plan.version}+{mark}", plan.files, plan.gaps)


def _lay_over(plan: Plan, values: dict[str, Any], emergency: Emergency) -> None:
    change = emergency.change
    if isinstance(change, Reassign):
        first = Responsibility(
            owner=change.owner,
            deputy=change.deputy,
            kinds=list(change.kinds),
            channels=list(change.channels),
            topics=list(change.topics),
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
