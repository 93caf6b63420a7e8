"""The full-text index (SQLite FTS5) over our own words: nothing here cuts or folds a word again.

The table keeps what it indexed, so a row can be taken out whole however the tokeniser has changed since.
`detail=none` keeps no places: phrases are verified on the post itself, and the index is a third of the
size. Every 32nd post also stands in a second, small index, by which many posts are counted (decision 981).
The tables are made in migrations 0002 and 0004.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sturmwarte.station.archive import vocabulary
from sturmwarte.station.archive.standing import chunks, marks

Among = Literal["archive_index", "archive_sampled"]
WHOLE: Among = "archive_index"
SAMPLED: Among = "archive_sampled"
EVERY = 32
"""Of so many posts one is in the small index: those whose id, which ends in a hash, can be divided by it."""


def add(cursor: Any, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Puts posts in: (id, terms). Sorted, because FTS5 flushes whenever an id is smaller than the last."""
    rows = list(rows)
    vocabulary.learn(cursor, [terms for _, terms in rows])
    lines = sorted((post, " ".join(terms)) for post, terms in rows)
    for table, part in ((WHOLE, lines), (SAMPLED, [line for line in lines if line[0] % EVERY == 0])):
        cursor.executemany(f"INSERT INTO {table} (rowid, terms) VALUES (%s, %s)", part)  # noqa: S608


def replace(cursor: Any, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    before = _terms(cursor, [post for post, _ in rows])
    vocabulary.doubt(cursor, {term for post, terms in rows for term in before.get(post, set()) - set(terms)})
    _remove(cursor, [post for post, _ in rows])
    add(cursor, rows)


def remove(cursor: Any, ids: Iterable[int]) -> None:
    """Takes posts out of the lists. Their words leave the file when `merging` and `vocabulary` are done."""
    ids = sorted(ids)
    vocabulary.doubt(cursor, set().union(*_terms(cursor, ids).values()))
    _remove(cursor, ids)


def terms_of(cursor: Any, post: int) -> list[str]:
    cursor.execute("SELECT terms FROM archive_index WHERE rowid = %s", [post])
    row = cursor.fetchone()
    return row[0].split(" ") if row else []


def check(cursor: Any) -> None:
    """Raises the database's error when an index and what it indexed differ."""
    for table in (WHOLE, SAMPLED):
        cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")  # noqa: S608


def _remove(cursor: Any, ids: Iterable[int]) -> None:
    rows = [(post,) for post in sorted(ids)]
    for table, part in ((WHOLE, rows), (SAMPLED, [row for row in rows if row[0] % EVERY == 0])):
        cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", part)  # noqa: S608


def _terms(cursor: Any, ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for chunk in chunks(ids):
        cursor.execute(f"SELECT id, c0 FROM archive_index_content WHERE id IN ({marks(chunk)})", chunk)  # noqa: S608
        found.update((post, set(terms.split(" ")) - {""}) for post, terms in cursor.fetchall())
    return found
