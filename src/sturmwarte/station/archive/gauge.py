"""What a topic's posts of some time amount to, beside their number: who wrote, who saw it, what is urgent."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sturmwarte.station.archive.identity import earliest_id, realm
from sturmwarte.station.archive.standing import marks


class Gauge(NamedTuple):
    """`authors`: None where no post says who wrote it. `reach`: the widest of a single post."""

    posts: int
    authors: int | None
    reach: int


def gauge(cursor: Any, narrowed: "Narrowed") -> Gauge:
    where, values = narrowed.where()
    cursor.execute(
        "SELECT count(DISTINCT p.id), count(DISTINCT p.author_id), max(p.reach) FROM archive_mention m"  # noqa: S608
        f" CROSS JOIN archive_post p ON p.id = m.post WHERE {where}",
        values,
    )
    posts, authors, reach = cursor.fetchone()
    return Gauge(posts, authors or None, reach or 0)


def standing_out(
    cursor: Any, narrowed: "Narrowed", kinds: Sequence[str], reach: int | None, most: int
) -> list[int]:
    """Ids of the posts of these kinds, or of at least this reach; the newest `most`, oldest first."""
    where, values = narrowed.where()
    either, more = [f"p.kind IN ({marks(kinds)})"], list[Any](kinds)
    if reach is not None:
        either.append("p.reach >= %s")
        more.append(reach)
    cursor.execute(
        "SELECT DISTINCT m.post FROM archive_mention m CROSS JOIN archive_post p ON p.id = m.post"  # noqa: S608
        f" WHERE {where} AND ({' OR '.join(either)}) ORDER BY m.post DESC LIMIT %s",
        [*values, *more, most],
    )
    return sorted(post for (post,) in cursor.fetchall())


class Narrowed(NamedTuple):
    """Whose posts: of these topics, created in this time (microseconds), not withdrawn; by others, or `own`.

    `channels` None: public posts alone; else the private messages of these channels alone.
    """

    topics: Sequence[str]
    since: int
    until: int
    channels: Sequence[str] | None = None
    run: str | None = None
    column: str = ""
    value: str = ""
    own: bool = False

    def where(self) -> tuple[str, list[Any]]:
        where = [f"m.topic IN ({marks(self.topics)})", "m.post >= %s", "m.post < %s"]
        values: list[Any] = [*self.topics, earliest_id(self.since), earliest_id(self.until)]
        where += ["p.realm = %s", "NOT p.held", "p.deleted IS NULL"]
        where.append("p.own" if self.own else "NOT p.own")
        values.append(realm(self.run))
        if self.channels is None:
            where.append("NOT p.private")
        else:
            where += ["p.private", f"p.channel IN ({marks(self.channels)})"]
            values += self.channels
        if self.column:
            where.append(f"p.{_COLUMNS[self.column]} = %s")
            values.append(self.value)
        return " AND ".join(where), values


_COLUMNS = {"channel": "channel", "sentiment": "sentiment", "kind": "kind"}
