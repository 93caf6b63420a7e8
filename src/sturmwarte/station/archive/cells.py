"""The counters of many topics at once, for what watches all of them minute by minute."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from sturmwarte.station.archive.moments import HOUR, MINUTE
from sturmwarte.station.archive.standing import chunks, marks


class Cell(NamedTuple):
    """Posts of a topic created in a minute or hour that began `at` (minutes since 1970, UTC), by what they
    are. Those deleted since are among them: they were said."""

    topic: str
    at: int
    channel: str
    sentiment: str
    kind: str
    private: bool
    posts: int


def cells(
    cursor: Any,
    topics: Sequence[str],
    grain: Literal["minute", "hour"],
    since: int,
    until: int,
    runs: Sequence[str],
) -> Iterator[Cell]:
    """`since` <= at < `until`, both in minutes. Each topic is one range of the table's own key."""
    width = MINUTE if grain == "minute" else HOUR
    begin = since * MINUTE - since * MINUTE % width
    for chunk in chunks(topics):
        cursor.execute(
            "SELECT topic, bucket, channel, sentiment, kind, private, sum(heard) FROM archive_counter"  # noqa: S608
            f" WHERE topic IN ({marks(chunk)}) AND grain = %s AND bucket >= %s AND bucket < %s"
            f" AND run IN ({marks(runs)}) GROUP BY 1, 2, 3, 4, 5, 6",
            [*chunk, grain, begin, until * MINUTE, *runs],
        )
        for topic, bucket, channel, sentiment, kind, private, posts in cursor.fetchall():
            yield Cell(topic, bucket // MINUTE, channel, sentiment, kind, bool(private), int(posts))
