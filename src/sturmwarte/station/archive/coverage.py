"""When a source was heard: what turns a missing count into a zero, or into nothing known."""

from collections.abc import Sequence
from typing import Any

from sturmwarte.station.archive.moments import moment
from sturmwarte.station.archive.records import Interval

Stretch = tuple[str, int, int | None]
"""(state, since, until): microseconds, None while it goes on."""


def record(cursor: Any, source: str, topic: str, state: str, at: int, run: str) -> bool:
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
    _insert(cursor, source, topic, run, [(state, at, None)])
    return True


def retell(cursor: Any, source: str, topic: str, run: str, at: int, stretches: Sequence[Stretch]) -> None:
    """Replaces all that is known from `at` on: a gap is learned of afterwards, and lies in the past."""
    whose = [source, topic, run]
    cursor.execute(
        "DELETE FROM archive_coverage WHERE source = %s AND topic = %s AND run = %s AND since >= %s",
        [*whose, at],
    )
    cursor.execute(
        "UPDATE archive_coverage SET until = %s WHERE source = %s AND topic = %s AND run = %s"
        " AND (until IS NULL OR until > %s)",
        [at, *whose, at],
    )
    _insert(cursor, source, topic, run, stretches)


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
    rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return [Interval(s, t, state, moment(a), moment(b)) for s, t, state, a, b in rows]


def _insert(cursor: Any, source: str, topic: str, run: str, stretches: Sequence[Stretch]) -> None:
    cursor.executemany(
        "INSERT INTO archive_coverage (run, source, topic, state, since, until)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [(run, source, topic, state, since, until) for state, since, until in stretches],
    )
