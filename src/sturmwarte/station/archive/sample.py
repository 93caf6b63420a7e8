"""Some of a topic's posts in a time: the newest, and those most people saw."""

from typing import Any

from sturmwarte.station.archive.gauge import Narrowed


def sample(cursor: Any, narrowed: Narrowed, newest: int, widest: int) -> list[int]:
    """Ids, the oldest first, each once."""
    where, values = narrowed.where()
    found: set[int] = set()
    for order, most in (("m.post DESC", newest), ("p.reach DESC, m.post DESC", widest)):
        cursor.execute(
            "SELECT DISTINCT m.post, p.reach FROM archive_mention m"  # noqa: S608
            f" CROSS JOIN archive_post p ON p.id = m.post WHERE {where} ORDER BY {order} LIMIT %s",
            [*values, most],
        )
        found.update(post for post, _ in cursor.fetchall())
    return sorted(found)
