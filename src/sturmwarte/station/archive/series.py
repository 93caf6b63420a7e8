"""Counts over time. Whether they mean anything is told by `coverage`."""

from datetime import datetime, tzinfo
from typing import Any

from sturmwarte.station.archive.counting import EVERYTHING
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.moments import HOUR, MINUTE, micros
from sturmwarte.station.archive.records import Grain
from sturmwarte.station.archive.tallying import by_grain

REAL_RUNS = ("live", "import")


def series(  # noqa: PLR0913 each narrows the count
    cursor: Any,
    topic: str,
    grain: Grain,
    since: datetime,
    until: datetime,
    *,
    may: May,
    zone: tzinfo,
    channel: str | None,
    sentiment: str | None,
    kind: str | None,
    run: str | None,
    gone: bool,
) -> list[tuple[datetime, int]]:
    """Buckets with a count, oldest first. A bucket that is missing is a zero only where `coverage` says
    hearing."""
    width = MINUTE if grain == "minute" else HOUR
    where, values = may.where_counter(topic)
    runs = REAL_RUNS if run is None else (run,)
    conditions = [where, f"c.run IN ({', '.join(['%s'] * len(runs))})"]
    values += runs
    for column, wanted in (("channel", channel), ("sentiment", sentiment), ("kind", kind)):
        if wanted is not None:
            conditions.append(f"c.{column} = %s")
            values.append(wanted)
    begin = micros(since)
    cursor.execute(
        f"SELECT c.bucket, sum(c.{'gone' if gone else 'heard'}) FROM archive_counter c"  # noqa: S608
        " WHERE c.topic = %s AND c.grain = %s AND c.bucket >= %s AND c.bucket < %s"
        f" AND {' AND '.join(conditions)} GROUP BY c.bucket ORDER BY c.bucket",
        [
            topic or EVERYTHING,
            "minute" if grain == "minute" else "hour",
            begin - begin % width,
            micros(until),
            *values,
        ],
    )
    return by_grain([(at, n) for at, n in cursor.fetchall() if n], grain, zone)
