"""Takes posts out for good: every version, payload, judgement, index term, and the author nobody names any
more.

What is left: a tombstone (a keyed hash that also stops a re-import), and the counters, which say
"12 heard, 2 since deleted".
"""

from collections.abc import Sequence
from typing import Any

from sturmwarte.core.post import IMPORT, LIVE
from sturmwarte.station.archive import index
from sturmwarte.station.archive.authors import drop_unused
from sturmwarte.station.archive.counting import Counted, Tally
from sturmwarte.station.archive.identity import REAL, Key
from sturmwarte.station.archive.keys import tombstone
from sturmwarte.station.archive.moments import moment
from sturmwarte.station.archive.records import Change
from sturmwarte.station.archive.standing import Standing, chunks, marks, standing, topics_of
from sturmwarte.station.campaigns.leaving import leave
from sturmwarte.station.foresee.leaving import leave as leave_waves
from sturmwarte.station.listen.evidence.leaving import leave as leave_pictures
from sturmwarte.station.understand.forgetting import forget

PENDING = "erasure_pending"
"""The fact that says words may still lie in the files until `finish_erasure` has run."""

_TABLES = (
    "archive_version",
    "archive_raw",
    "archive_hearing",
    "archive_mention",
    "archive_judgement",
    "archive_hold",
)


def remove(cursor: Any, keys: Sequence[Key], reason: str, now: int, *, relearn: bool = True) -> Change:
    """Tombstones for all, known or not; then their rows, except where a hold keeps them (those leave the
    lists). People's labels of them go in any case; with `relearn` what was learned from them goes too."""
    stones = [(tombstone(identity), now, reason) for identity in keys]
    cursor.executemany(
        "INSERT INTO archive_tombstone (hash, at, reason) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", stones
    )
    _forget_labels(keys, now, relearn)
    return remove_rows(cursor, list(standing(cursor, keys).values()), now)


def _forget_labels(keys: Sequence[Key], now: int, relearn: bool) -> None:
    for realm in {realm for realm, _, _ in keys}:
        runs = (LIVE, IMPORT) if realm == REAL else (realm,)
        posts = [(network, gid) for one, network, gid in keys if one == realm]
        forget(posts, runs, moment(now), relearn=relearn)


def remove_rows(cursor: Any, rows: Sequence[Standing], now: int) -> Change:
    held = [row for row in rows if row.held]
    going = [row for row in rows if not row.held]
    _count_gone(cursor, [row for row in rows if row.deleted is None])
    cursor.executemany(
        "UPDATE archive_post SET deleted = %s WHERE id = %s AND deleted IS NULL", [(now, r.id) for r in held]
    )
    ids = [row.id for row in going]
    authors = _authors(cursor, ids)
    for table in _TABLES:
        for chunk in chunks(ids):
            cursor.execute(f"DELETE FROM {table} WHERE post IN ({marks(chunk)})", chunk)  # noqa: S608
    for chunk in chunks(ids):
        cursor.execute(f"DELETE FROM archive_post WHERE id IN ({marks(chunk)})", chunk)  # noqa: S608
    index.remove(cursor, ids)
    drop_unused(cursor, authors)
    leave([row.key for row in rows])
    leave_waves([row.key for row in rows])
    leave_pictures([row.key for row in going])
    if ids:
        mark_pending(cursor, now)
    return Change(removed=len(going), held=len(held))


def mark_pending(cursor: Any, now: int) -> None:
    cursor.execute(
        "INSERT INTO archive_fact (key, value) VALUES (%s, %s) ON CONFLICT (key) DO NOTHING",
        [PENDING, str(now)],
    )


def _count_gone(cursor: Any, rows: Sequence[Standing]) -> None:
    topics = topics_of(cursor, [row.id for row in rows])
    tally = Tally()
    for row in rows:
        tally.gone(
            Counted(
                row.created,
                row.run,
                row.channel,
                row.sentiment,
                row.kind,
                row.private,
                frozenset(topics[row.id]),
            )
        )
    tally.write(cursor)


def _authors(cursor: Any, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for chunk in chunks(ids):
        cursor.execute(f"SELECT author FROM archive_version WHERE post IN ({marks(chunk)})", chunk)  # noqa: S608
        found.update(author for (author,) in cursor.fetchall() if author is not None)
    return found
