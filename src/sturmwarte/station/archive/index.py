"""The full-text index (SQLite FTS5) over our own words: nothing here cuts or folds a word again.

The table keeps what it indexed, so a row can be taken out whole however the tokeniser has changed since.
`detail=none` keeps no places: phrases are verified on the post itself, and the index is a third of the
size. The tables are made in migration 0002.
"""

from collections.abc import Iterable, Sequence
from typing import Any


def add(cursor: Any, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Puts posts in: (id, terms). Sorted, because FTS5 flushes whenever an id is smaller than the last."""
    cursor.executemany(
        "INSERT INTO archive_index (rowid, terms) VALUES (%s, %s)",
        sorted((post, " ".join(terms)) for post, terms in rows),
    )


def replace(cursor: Any, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    remove(cursor, [post for post, _ in rows])
    add(cursor, rows)


def remove(cursor: Any, ids: Iterable[int]) -> None:
    """Takes posts out of the lists. Their words leave the file when `settle` has run."""
    cursor.executemany("DELETE FROM archive_index WHERE rowid = %s", [(post,) for post in sorted(ids)])


def terms_of(cursor: Any, post: int) -> list[str]:
    cursor.execute("SELECT terms FROM archive_index WHERE rowid = %s", [post])
    row = cursor.fetchone()
    return row[0].split(" ") if row else []


def settle(cursor: Any) -> None:
    """Merges the index into one piece, which drops the words of posts that were taken out."""
    cursor.execute("INSERT INTO archive_index (archive_index) VALUES ('optimize')")


def check(cursor: Any) -> None:
    """Raises the database's error when the index and what it indexed differ."""
    cursor.execute("INSERT INTO archive_index (archive_index) VALUES ('integrity-check')")
