"""Conversations that grew: where most replies came since a moment."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from sturmwarte.station.archive.identity import REAL, earliest_id
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.moments import micros

MOST_READ = 30_000
"""The newest posts looked at, however long the stretch is."""


class Grown(NamedTuple):
    """A conversation by its first known post, and how many replies of others came."""

    network: str
    id: str
    replies: int


def grown(since: datetime, may: May, *, fewest: int, most: int) -> list[Grown]:
    """Conversations with at least `fewest` replies since, as far as this reader may see them; most first."""
    where, values = may.where()
    # Joined to nothing, the realm offers no index: the newest posts are walked by id.
    asked: list[Any] = list(values)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT network, thread, count(*) FROM (SELECT p.network, p.thread FROM archive_post p"  # noqa: S608
            " WHERE p.id >= %s AND p.realm || '' = %s AND p.gid <> p.thread AND NOT p.own AND NOT p.held"
            f" AND p.deleted IS NULL AND {where} ORDER BY p.id DESC LIMIT %s) newest"
            " GROUP BY 1, 2 HAVING count(*) >= %s ORDER BY 3 DESC, 1, 2 LIMIT %s",
            [earliest_id(micros(since)), REAL, *asked, MOST_READ, fewest, most],
        )
        return [Grown(*row) for row in cursor.fetchall()]
