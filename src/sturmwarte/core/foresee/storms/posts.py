"""Posts as counts: what a year's export becomes before it is judged."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from sturmwarte.core.foresee.storms.limits import Bounds


def counted(times: Iterable[datetime], step_min: int = 5) -> Iterator[tuple[datetime, float]]:
    """Rows of (time, posts) in equal steps, from times of posts in any order; steps without a post are 0.

    Streaming over `times`; what is kept is one number a step in which somebody wrote.
    Raises `TooMuch` beyond ten years.
    """
    bounds, posts = Bounds(), Counter[int]()
    for at in times:
        bounds.take(at)
        posts[int(at.timestamp()) // 60 // step_min] += 1
    if posts:
        for step in range(min(posts), max(posts) + 1):
            yield datetime.fromtimestamp(step * step_min * 60, UTC), float(posts.get(step, 0))
