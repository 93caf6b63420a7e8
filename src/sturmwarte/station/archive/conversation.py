"""What belongs together: the posts of a thread, the versions of a post."""

from collections.abc import Sequence
from typing import Any

from sturmwarte.station.archive.loading import load
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.records import Found
from sturmwarte.station.archive.standing import chunks, marks

_ROUNDS, _MOST = 6, 500


def one(cursor: Any, realm: str, network: str, gid: str, may: May) -> int | None:
    """The row of a post this reader may see."""
    where, values = may.where()
    cursor.execute(
        f"SELECT p.id FROM archive_post p WHERE p.realm = %s AND p.network = %s AND p.gid = %s AND {where}",  # noqa: S608
        [realm, network, gid, *values],
    )
    row = cursor.fetchone()
    return row[0] if row else None


def many(
    cursor: Any, realm: str, identities: Sequence[tuple[str, str]], may: May, size: int = 300
) -> list[Found]:
    """Posts by identity, as this reader may see them; in no order."""
    where, values = may.where()
    found: list[Found] = []
    for chunk in chunks(identities, size):
        places = ",".join(["(%s,%s)"] * len(chunk))
        cursor.execute(
            # CROSS JOIN keeps SQLite from scanning all posts for a row-value IN.
            f"WITH k (n, g) AS (VALUES {places}) SELECT p.id FROM k CROSS JOIN archive_post p"  # noqa: S608
            f" WHERE p.realm = %s AND p.network = n AND p.gid = g AND {where}",
            [*(part for one in chunk for part in one), realm, *values],
        )
        found += load(cursor, [post for (post,) in cursor.fetchall()], may)
    return found


def thread(cursor: Any, realm: str, network: str, gid: str, may: May) -> list[Found]:
    """The whole conversation around a post, oldest first, at most 500 posts.

    A parent that arrived after its answers leaves them under names of their own, so the circle is widened
    until it closes.
    """
    where, values = may.where()
    names, ids = {gid}, set[int]()
    for _ in range(_ROUNDS):
        wanted = sorted(names)[:_MOST]
        cursor.execute(
            # Each by its own index: asked with OR, SQLite walks all posts by their ids, because of the order.
            "WITH k (post) AS ("  # noqa: S608
            f"SELECT id FROM archive_post WHERE network = %s AND thread IN ({marks(wanted)}) UNION"
            f" SELECT id FROM archive_post WHERE realm = %s AND network = %s AND gid IN ({marks(wanted)}))"
            " SELECT p.id, p.gid, p.thread FROM k CROSS JOIN archive_post p WHERE p.id = k.post"
            f" AND p.realm = %s AND NOT p.held AND {where} ORDER BY p.id LIMIT {_MOST}",
            [network, *wanted, realm, network, *wanted, realm, *values],
        )
        rows = cursor.fetchall()
        ids.update(row[0] for row in rows)
        grown = names | {name for row in rows for name in row[1:]}
        if grown == names or len(ids) >= _MOST:
            break
        names = grown
    return load(cursor, sorted(ids)[:_MOST], may)


def versions(cursor: Any, realm: str, network: str, gid: str, may: May) -> list[Found]:
    """Every version of a post, the first one first; empty when the post is not here or not for this
    reader."""
    post = one(cursor, realm, network, gid, may)
    if post is None:
        return []
    cursor.execute("SELECT number FROM archive_version WHERE post = %s ORDER BY number", [post])
    return [found for (number,) in cursor.fetchall() for found in load(cursor, [post], may, number)]
