"""Merges the indexes, a little at a time, so that the words of posts that were taken out leave the files.

FTS5 keeps removed words until the piece they lie in is merged with the one that says they are gone.
`optimize` does that in one go, seconds long at a million posts, and nobody can write meanwhile. `merge` does
the same in steps, each a transaction (https://sqlite.org/fts5.html#the_merge_command).

1. `begin` lays all pieces that exist on one pile. 2. `go_on` merges some pages of it; what was begun stands
in the index itself, so a crash loses nothing. Posts come in between the steps, into pieces of their own.
"""

import time
from datetime import timedelta
from typing import Any

from django.db import connection

from sturmwarte.station.archive.index import SAMPLED, WHOLE, Among

PAGES = 250
"""A step: about a megabyte, some tens of milliseconds."""


def begin(cursor: Any) -> None:
    for table in (SAMPLED, WHOLE):
        _merge(cursor, table, -PAGES)


def go_on(cursor: Any, most: timedelta) -> bool:
    """Works for about `most`; True when nothing is left. Outside a transaction."""
    end = time.monotonic() + most.total_seconds()
    for table in (SAMPLED, WHOLE):
        while _merge(cursor, table, PAGES):
            if time.monotonic() >= end:
                return False
    return True


def _merge(cursor: Any, table: Among, pages: int) -> bool:
    """Whether there was something to merge: FTS5 says so by the number of rows it changed."""
    before = connection.connection.total_changes
    cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)", [pages])  # noqa: S608
    changed: int = connection.connection.total_changes - before
    return changed >= 2
