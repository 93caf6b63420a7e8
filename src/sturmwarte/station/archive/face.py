"""The archive's face: all that others call. No SQL, no rows and no row ids leave this package."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from sturmwarte.core.post import Post
from sturmwarte.station.archive import writing
from sturmwarte.station.archive.errors import Unsupported
from sturmwarte.station.archive.identity import realm
from sturmwarte.station.archive.keys import check_key
from sturmwarte.station.archive.loading import load
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.moments import micros
from sturmwarte.station.archive.records import Entry, Found, Known, Outcome


class Archive:
    """Everything that was heard. Writes belong to the engine's process and run in the caller's transaction.

    Raises `Unsupported` on a database that cannot hold an archive yet, `WrongKey` when the archive's key is
    not the one its tombstones were made with.
    """

    def __init__(self) -> None:
        if connection.vendor != "sqlite":
            raise Unsupported(
                "the archive needs SQLite so far: unset STURMWARTE_DATABASE (PostgreSQL keeps only the desk)"
            )
        self._checked = False

    def known(self, posts: Sequence[Post]) -> dict[tuple[str, str], Known]:
        """What is known of the posts' identities (`post.identity`); those never met are missing."""
        with self._cursor() as cursor:
            return writing.known(cursor, posts)

    def write(self, entries: Sequence[Entry], now: datetime) -> list[Outcome]:
        """Takes a batch in, in the caller's transaction; says per entry, in their order, what was new in it."""
        with self._cursor() as cursor:
            return writing.write(cursor, entries, micros(now))

    def get(self, network: str, gid: str, *, may: May, run: str | None = None) -> Found | None:
        """One post in its newest version; None when it is not here or not for this reader."""
        where, values = may.where()
        with self._cursor() as cursor:
            cursor.execute(
                f"SELECT p.id FROM archive_post p WHERE p.realm = %s AND p.network = %s AND p.gid = %s AND {where}",  # noqa: S608
                [realm(run), network, gid, *values],
            )
            found = load(cursor, [at for (at,) in cursor.fetchall()], may)
        return found[0] if found else None

    def _cursor(self) -> Any:
        if not self._checked:
            check_key()
            self._checked = True
        return connection.cursor()
