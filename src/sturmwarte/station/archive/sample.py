"""Some of a topic's posts in a time: the newest, and those most people saw."""

from collections.abc import Sequence
from typing import Any

from sturmwarte.station.archive.identity import earliest_id, realm
from sturmwarte.station.archive.standing import marks


def sample(
    cursor: Any,
    topics: Sequence[str],
    since: int,
    until: int,
    *,
    newest: int,
    widest: int,
    channels: Sequence[str] | None,
    run: str | None,
) -> list[int]:
    """Ids, the oldest first, each once. `channels` None: public posts alone; else the private messages of
    these channels alone."""
    where = [f"m.topic IN ({marks(topics)})", "m.post >= %s", "m.post < %s"]
    values: list[Any] = [*topics, earliest_id(since), earliest_id(until)]
    where += ["p.realm = %s", "NOT p.held", "p.deleted IS NULL"]
    values.append(realm(run))
    if channels is None:
        where.append("NOT p.private")
    else:
        where += ["p.private", f"p.channel IN ({marks(channels)})"]
        values += channels
    found: set[int] = set()
    for order, most in (("m.post DESC", newest), ("p.reach DESC, m.post DESC", widest)):
        cursor.execute(
            "SELECT DISTINCT m.post, p.reach FROM archive_mention m"  # noqa: S608
            " CROSS JOIN archive_post p ON p.id = m.post"
            f" WHERE {' AND '.join(where)} ORDER BY {order} LIMIT %s",
            [*values, most],
        )
        found.update(post for post, _ in cursor.fetchall())
    return sorted(found)
