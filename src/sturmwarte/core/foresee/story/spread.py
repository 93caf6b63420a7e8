"""Where a wave came up, in the order it spread, and where it goes now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sturmwarte.core.foresee.story.told import Told
from sturmwarte.core.foresee.wave import Place
from sturmwarte.core.reason import Reason

_ARRIVED_WITH: Final = 3
"""Posts that make a channel a place of the wave: one may have wandered in."""
_LATELY: Final = timedelta(hours=1)
_LEAST_LATELY: Final = 10
_GROWS: Final = 1.5


def places(posts: Sequence[Told], unusual: Mapping[str, datetime]) -> tuple[Place, ...]:
    """Channels with at least three posts, by when their third came, or by when the counts of the channel were
    `unusual`, where that is known. All channels of a wave too small for that."""
    times: dict[str, list[datetime]] = {}
    for post in posts:
        times.setdefault(post.channel, []).append(post.at)
    least = min(_ARRIVED_WITH, max(map(len, times.values()), default=0))
    found = [
        Place(channel, unusual.get(channel, sorted(at)[least - 1]), len(at))
        for channel, at in times.items()
        if len(at) >= least or channel in unusual
    ]
    return tuple(sorted(found, key=lambda place: (place.at, -place.posts, place.channel)))


def jumps(posts: Sequence[Told], found: Sequence[Place]) -> list[Reason]:
    """The channel whose share of the last hour is well above its share of the hours before."""
    if len(found) < 2:
        return []
    newest = max(post.at for post in posts)
    lately = Counter(post.channel for post in posts if newest - post.at <= _LATELY)
    earlier = Counter(post.channel for post in posts if newest - post.at > _LATELY)
    if lately.total() < _LEAST_LATELY or earlier.total() < _LEAST_LATELY:
        return []
    reasons = []
    for place in found:
        now, then = lately[place.channel] / lately.total(), earlier[place.channel] / earlier.total()
        if now >= 0.2 and now >= _GROWS * then:
            facts = {"channel": place.channel, "now": round(100 * now), "before": round(100 * then)}
            reasons.append(Reason("foresee.story.jumps", facts))
    return sorted(reasons, key=lambda reason: -reason.args["now"])[:1]
