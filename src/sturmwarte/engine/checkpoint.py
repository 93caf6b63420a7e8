"""The one place where SQLite's write-ahead log is folded into the database.

Automatic checkpoints are off: before SQLite 3.51.3 a reset of the log may race with another process.
Only the holder of the engine's lock calls this.
"""

from django.db import OperationalError, connection


def checkpoint() -> bool:
    """Folds the log in and empties it. False when a reader was in the way: the next call tries again."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _log, _done = cursor.fetchone()
    except OperationalError:  # locked: somebody writes just now
        return False
    return not busy
