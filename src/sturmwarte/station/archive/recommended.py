"""How often each recommendation was made between two moments."""

from datetime import datetime
from typing import Any

from django.db import connection

from sturmwarte.station.archive.identity import REAL, earliest_id
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.moments import micros


def recommended(since: datetime, until: datetime, may: May) -> dict[str, int]:
    """Posts of this time that the reader may see, by recommendation; those without one are left out."""
    where, values = may.where()
    asked: list[Any] = list(values)
    with connection.cursor() as cursor:
        cursor.execute(
            # Joined to nothing, the realm offers no index: the posts are walked by id, which is by time.
            "SELECT p.verdict, count(*) FROM archive_post p WHERE p.id >= %s AND p.id < %s"  # noqa: S608
            " AND p.realm || '' = %s AND p.verdict <> '' AND NOT p.held AND p.deleted IS NULL"
            f" AND {where} GROUP BY 1",
            [earliest_id(micros(since)), earliest_id(micros(until)), REAL, *asked],
        )
        return dict(cursor.fetchall())
