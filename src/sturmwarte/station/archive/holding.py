"""Holds: evidence kept for a stated reason until a date, although it was deleted, and out of every list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from sturmwarte.station.archive.errors import NoSuchPost
from sturmwarte.station.archive.identity import REAL, Key
from sturmwarte.station.archive.moments import micros, moment
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


_HOLDS = (
    "SELECT p.network, p.gid, h.reason, h.by, h.at, h.until, h.released FROM archive_hold h"
    " JOIN archive_post p ON p.id = h.post WHERE "
)


def holds(cursor: Any) -> list[Held]:
    """Every hold that stands, the one that ends first first."""
    cursor.execute(f"{_HOLDS}h.released IS NULL ORDER BY h.until")
    return _held(cursor)


def of_post(network: str, gid: str) -> list[Held]:
    """All holds a real post has had, the newest first; ended ones among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_HOLDS}p.realm = %s AND p.network = %s AND p.gid = %s ORDER BY h.id DESC", [REAL, network, gid]
        )
        return _held(cursor)


def end_one(network: str, gid: str, by: str, at: datetime, now: datetime) -> bool:
    """Ends the one hold that `by` set at `at`. False when there is none, or when the post was deleted
    meanwhile and
    would go with it."""
    key: Key = (REAL, network, gid)
    with connection.cursor() as cursor:
        row = standing(cursor, [key]).get(key)
        if row is None or row.deleted is not None:
            return False
        cursor.execute(
            "UPDATE archive_hold SET released = %s"
            " WHERE post = %s AND by = %s AND at = %s AND released IS NULL",
            [micros(now), row.id, by, micros(at)],
        )
        cursor.execute("SELECT count(*) FROM archive_hold WHERE post = %s AND released IS NULL", [row.id])
        if not cursor.fetchone()[0]:
            cursor.execute("UPDATE archive_post SET held = %s WHERE id = %s", [False, row.id])
    return True


def _held(cursor: Any) -> list[Held]:
    return [
        Held(network, gid, reason, by, moment(at), moment(until), moment(released))
        for network, gid, reason, by, at, until, released in cursor.fetchall()
    ]
