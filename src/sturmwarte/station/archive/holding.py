"""Holds: evidence kept for a stated reason until a date, although it was deleted, and out of every list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sturmwarte.station.archive.errors import NoSuchPost
from sturmwarte.station.archive.identity import Key
from sturmwarte.station.archive.moments import moment
from sturmwarte.station.archive.removal import remove_rows
from sturmwarte.station.archive.standing import standing, standing_by_id


@dataclass(frozen=True, slots=True)
class Held:
    """One hold, over or not. `network` and `gid` name the post."""

    network: str
    gid: str
    reason: str
    by: str
    at: datetime
    until: datetime
    released: datetime | None


def hold(cursor: Any, key: Key, reason: str, by: str, until: int, now: int) -> None:
    """Keeps the post. Raises NoSuchPost when it is not here (any more), ValueError without a reason or a
    future end."""
    if not reason.strip() or until <= now:
        raise ValueError("a hold needs a reason and an end in the future")
    row = standing(cursor, [key]).get(key)
    if row is None:
        raise NoSuchPost(f"no post {key[2]} of {key[1]} to hold: it was never heard or is already deleted")
    cursor.execute(
        "INSERT INTO archive_hold (post, reason, by, at, until) VALUES (%s, %s, %s, %s, %s)",
        [row.id, reason, by, now, until],
    )
    cursor.execute("UPDATE archive_post SET held = %s WHERE id = %s", [True, row.id])


def release(cursor: Any, key: Key, now: int) -> bool:
    """Ends all holds on a post. If it was deleted meanwhile it goes now. False when nothing was held."""
    row = standing(cursor, [key]).get(key)
    if row is None or not row.held:
        return False
    _release(cursor, [row.id], now)
    return True


def release_expired(cursor: Any, now: int) -> int:
    """Ends the holds whose date has come; returns how many posts they were."""
    cursor.execute(
        "SELECT post FROM archive_hold WHERE released IS NULL GROUP BY post HAVING max(until) <= %s", [now]
    )
    ids = [post for (post,) in cursor.fetchall()]
    _release(cursor, ids, now)
    return len(ids)


def _release(cursor: Any, ids: list[int], now: int) -> None:
    cursor.executemany(
        "UPDATE archive_hold SET released = %s WHERE post = %s AND released IS NULL", [(now, i) for i in ids]
    )
    cursor.executemany("UPDATE archive_post SET held = %s WHERE id = %s", [(False, i) for i in ids])
    deleted = [row for row in standing_by_id(cursor, ids).values() if row.deleted is not None]
    remove_rows(cursor, deleted, now)


def holds(cursor: Any) -> list[Held]:
    """Every hold that stands, the one that ends first first."""
    cursor.execute(
        "SELECT p.network, p.gid, h.reason, h.by, h.at, h.until, h.released FROM archive_hold h"
        " JOIN archive_post p ON p.id = h.post WHERE h.released IS NULL ORDER BY h.until"
    )
    return [
        Held(network, gid, reason, by, moment(at), moment(until), moment(released))
        for network, gid, reason, by, at, until, released in cursor.fetchall()
    ]
