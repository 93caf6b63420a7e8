"""The strongest wave, for the strip: what it is on, and its forecast in words."""

from dataclasses import dataclass
from datetime import datetime

from sturmwarte.station.archive.may import May
from sturmwarte.station.foresee import sight
from sturmwarte.station.foresee.pages import saying
from sturmwarte.station.foresee.pages.told import Seen, ranked
from sturmwarte.station.plan.pages.active import active_plan


@dataclass(frozen=True)
class Moving:
    """`level` is the highest of all waves under way that are not muted."""

    seen: Seen
    level: str
    topic: str
    outlook: str


def moving(may: May, now: datetime) -> Moving | None:
    """None while nothing that somebody is to be told of moves."""
    found = [seen for seen in ranked(sight.under_way(may)) if not seen.row.muted]
    if not found:
        return None
    first = found[0]
    return Moving(
        first, first.level, active_plan().name(first.row.topic, "topics"), saying.outlook(first, now)
    )
