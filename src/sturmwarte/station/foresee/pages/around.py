"""Who answers for what moves, and whether the sources are heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sturmwarte.core.alarm.levels import Levels
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.records import Interval
from sturmwarte.station.foresee.pages.ladder import told
from sturmwarte.station.foresee.pages.told import Seen
from sturmwarte.station.plan.pages.active import ActivePlan

_WELL = frozenset({"hearing", "resting"})
_DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Responsible:
    """`told`: who is told at the level of the day; `topics`: who owns a topic that moves."""

    told: list[str]
    topics: list[tuple[str, str]]


@dataclass(frozen=True)
class Source:
    name: str
    state: str
    since: datetime


@dataclass(frozen=True)
class Sources:
    """`heard` of `all` are heard; the others with what ails them."""

    heard: int
    all: int
    ailing: list[Source]


def responsible(level: str, found: Sequence[Seen], plan: ActivePlan) -> Responsible:
    owners = {topic.id: getattr(topic, "owner", None) for topic in plan.section("topics") or ()}
    topics = dict.fromkeys(seen.row.topic for seen in found)
    return Responsible(
        told(level, plan.section("levels") or Levels(), plan),
        [(plan.name(topic, "topics"), plan.name(owner)) for topic in topics if (owner := owners.get(topic))],
    )


def sources(plan: ActivePlan, now: datetime) -> Sources | None:
    """How each source stands now; None where nothing is known of any."""
    last: dict[str, Interval] = {}
    for one in Archive().coverage(None, None, now - _DAY, now):
        if one.topic == "" and (one.source not in last or one.since >= last[one.source].since):
            last[one.source] = one
    if not last:
        return None
    ailing = [
        Source(plan.name(name, "channels"), one.state, one.since)
        for name, one in sorted(last.items())
        if one.state not in _WELL
    ]
    return Sources(len(last) - len(ailing), len(last), ailing)
