"""What must not come back: keyed hashes, which say nothing by themselves. Only a question can be answered."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from sturmwarte.station.archive.keys import author_tombstone
from sturmwarte.station.archive.moments import moment


@dataclass(frozen=True, slots=True)
class Reason:
    """How many hashes of posts and accounts were written for one reason, and when."""

    reason: str
    n: int
    first: datetime
    last: datetime


def reasons() -> list[Reason]:
    """All hashes by their reason, the most first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reason, count(*), min(at), max(at) FROM archive_tombstone GROUP BY reason ORDER BY 2 DESC"
        )
        return [Reason(reason, n, moment(a), moment(b)) for reason, n, a, b in cursor.fetchall()]


def kept_out_since(network: str, account: str) -> datetime | None:
    """Since when an account's posts are kept out; None when they are not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at FROM archive_tombstone WHERE hash = %s", [author_tombstone(network, account)]
        )
        row = cursor.fetchone()
    return moment(row[0]) if row else None
