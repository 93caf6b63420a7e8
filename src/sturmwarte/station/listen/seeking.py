"""What the active plan's topics ask of a platform's own search."""

from functools import lru_cache

from sturmwarte.channels.contract import Sought
from sturmwarte.core.listen.sought import sought
from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.station.plan.pages.active import active_plan


def sought_now() -> tuple[Sought, ...]:
    """One for each topic of the active plan that a search can find; none without a plan."""
    plan = active_plan().plan
    return _of(tuple((topic.id, topic.query) for topic in plan[TOPICS])) if plan else ()


@lru_cache(maxsize=2)
def _of(topics: tuple[tuple[str, str], ...]) -> tuple[Sought, ...]:
    """Asked every few seconds, and the same until the plan changes."""
    found = (sought(id, query) for id, query in topics)
    return tuple(Sought(x.topic, x.words, x.tags) for x in found if x.words or x.tags)
