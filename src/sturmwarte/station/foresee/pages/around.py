"""Who answers for what moves."""

from collections.abc import Sequence
from dataclasses import dataclass

from sturmwarte.core.alarm.levels import Levels
from sturmwarte.station.foresee.pages.ladder import told
from sturmwarte.station.foresee.pages.told import Seen
from sturmwarte.station.plan.pages.active import ActivePlan


@dataclass(frozen=True)
class Responsible:
    """`told`: who is told at the level of the day; `topics`: who owns a topic that moves."""

    told: list[str]
    topics: list[tuple[str, str]]


def responsible(level: str, found: Sequence[Seen], plan: ActivePlan) -> Responsible:
    owners = {topic.id: getattr(topic, "owner", None) for topic in plan.section("topics") or ()}
    topics = dict.fromkeys(seen.row.topic for seen in found)
    return Responsible(
        told(level, plan.section("levels") or Levels(), plan),
        [(plan.name(topic, "topics"), plan.name(owner)) for topic in topics if (owner := owners.get(topic))],
    )
