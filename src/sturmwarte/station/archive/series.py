"""Counts over time, and when those counts mean anything."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from sturmwarte.station.archive.counting import EVERYTHING
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.moments import HOUR, MINUTE, micros, moment
from sturmwarte.station.archive.records import Grain, Interval
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


def record_coverage(cursor: Any, source: str, topic: str, state: str, at: int, run: str) -> bool:
    """From `at` on the source is in `state`; ends the state before. False when nothing changed."""
    cursor.execute(
        "SELECT id, state, since FROM archive_coverage WHERE source = %s AND topic = %s AND run = %s"
        " AND until IS NULL",
        [source, topic, run],
    )
    before = cursor.fetchone()
    if before is not None:
        number, was, since = before
        if was == state or at < since:  # a late word about the past never rewrites what is known since
            return False
        cursor.execute("UPDATE archive_coverage SET until = %s WHERE id = %s", [at, number])
    cursor.execute(
        "INSERT INTO archive_coverage (run, source, topic, state, since) VALUES (%s, %s, %s, %s, %s)",
        [run, source, topic, state, at],
    )
    return True


def coverage(
    cursor: Any, source: str | None, topic: str | None, since: int, until: int, run: str
) -> list[Interval]:
    """The states between `since` and `until`, oldest first; a topic also has its sources' own intervals."""
    conditions, values = ["run = %s", "since < %s", "(until IS NULL OR until > %s)"], [run, until, since]
    if source is not None:
        conditions.append("source = %s")
        values.append(source)
    if topic is not None:
        conditions.append("topic IN ('', %s)")
        values.append(topic)
    cursor.execute(
        f"SELECT source, topic, state, since, until FROM archive_coverage WHERE {' AND '.join(conditions)}"  # noqa: S608
        " ORDER BY since, source, topic",
        values,
    )
    return [Interval(s, t, state, moment(a), moment(b)) for s, t, state, a, b in _rows(cursor)]


def _rows(cursor: Any) -> Sequence[tuple[Any, ...]]:
    rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows
