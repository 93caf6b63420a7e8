"""The ladder of levels: every criterion of the plan, met or not, and who is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sturmwarte.core.alarm.levels import Levels
from sturmwarte.core.foresee.wave import Met
from sturmwarte.station.foresee.levels import RANK
from sturmwarte.station.foresee.pages.saying import figure
from sturmwarte.station.foresee.pages.told import Seen
from sturmwarte.station.foresee.pages.words import CRITERIA, FLOORS, LEVELS, MEANINGS
from sturmwarte.station.plan.pages.active import ActivePlan

_RUNGS = ("red", "orange", "yellow", "blue")


@dataclass(frozen=True)
class Criterion:
    """`value` is what is, `needs` what the plan asks; `floor`: it only lets the others count."""

    words: str
    met: bool
    value: str
    needs: str
    floor: bool


@dataclass(frozen=True)
class Rung:
    """`at` is when the level was first reached, `now` whether it counts now, `told` who learns of it."""

    level: str
    meaning: str
    at: datetime | None
    now: bool
    met: bool
    criteria: list[Criterion]
    told: list[str]
    minutes: int


def ladder(seen: Seen, plan: ActivePlan) -> list[Rung]:
    """The worst on top."""
    proposal = seen.wave.proposal
    criteria = proposal.criteria if proposal else ()
    reached = {one.level: one.at for one in seen.wave.levels}
    levels = plan.section("levels") or Levels()
    return [_rung(name, criteria, reached.get(name), seen, levels, plan) for name in _RUNGS]


def _rung(
    level: str, criteria: Iterable[Met], at: datetime | None, seen: Seen, levels: Levels, plan: ActivePlan
) -> Rung:
    mine = [one for one in criteria if one.level == level]
    return Rung(
        level=level,
        meaning=str(MEANINGS[level]),
        at=at,
        now=seen.level == level,
        met=any(one.met and one.criterion not in FLOORS for one in mine),
        criteria=[_criterion(one) for one in mine],
        told=told(level, levels, plan),
        minutes=getattr(getattr(levels, level), "acknowledge_minutes", 0),
    )


def told(level: str, levels: Levels | None, plan: ActivePlan) -> list[str]:
    """Who the plan says is told at this level."""
    rule = getattr(levels, level, None) if levels else None
    owner = getattr(rule, "owner", None)
    names = getattr(rule, "notify", None) or ([owner] if owner else [])
    return [plan.name(name) for name in names]


def lower_than(level: str) -> list[tuple[str, str]]:
    """The levels a person may step down to, the next one first."""
    below = [name for name in LEVELS if RANK[name] < RANK[level]]
    return [(name, str(LEVELS[name])) for name in sorted(below, key=RANK.__getitem__, reverse=True)]


def _criterion(met: Met) -> Criterion:
    return Criterion(
        words=str(CRITERIA.get(met.criterion, met.criterion)),
        met=met.met,
        value="–" if met.value is None else figure(met.value),
        needs="" if met.needs is None else figure(met.needs),
        floor=met.criterion in FLOORS,
    )
