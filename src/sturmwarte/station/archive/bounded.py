"""Ends a question to the database that takes too long, so that one reader's search never holds up a page."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

_EVERY = 20_000
"""Steps of SQLite's machine between two looks at the clock: under a millisecond."""


@contextmanager
def bounded(most: timedelta) -> Iterator[None]:
    """Within it a statement that runs on after `most` is interrupted: Django's `OperationalError`. Other
    databases
    have limits of their own."""
    connection.ensure_connection()
    raw = connection.connection
    if connection.vendor != "sqlite":
        yield
        return
    end = time.monotonic() + most.total_seconds()
    raw.set_progress_handler(lambda: time.monotonic() > end, _EVERY)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)
