"""The archive's words and facts, so spelt that a question about them is the beginning of a line.

`*ending` asks how words end, so words stand backwards; `topic:*süd` asks among the facts of a field, so facts
stand as they are (they begin with `=`, which no word holds). Tags, names and hosts are never meant by a bare
star and are left out. FTS5 can list its terms too, but counts the posts of each meanwhile: seconds at
millions of posts.

1. `learn`, in the transaction that puts posts in, writes terms not known yet. So none is ever missing.
2. `doubt`, in the transaction that takes posts out, notes their terms.
3. `forget`, when an erasure is finished, drops those that no post holds any more. Until then a term may stand
   here without a post, which finds nothing.
"""

import secrets
import time
from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction

from sturmwarte.core.query.patterns import SIGNS

EDITION = "vocabulary"
"""The fact that changes whenever terms were dropped: what a process remembers of them then counts for
nothing."""
REMEMBERED = 200_000
"""Terms a process remembers to have written: some 20 MB."""
STEP = 1_000
_LAST = chr(0x10FFFF)


class Remembered:
    """Terms that are known to be written, so that a batch only writes those that are new to the process."""

    def __init__(self) -> None:
        self._edition, self._terms = "", set[str]()

    def new(self, edition: str, terms: Iterable[Iterable[str]]) -> set[str]:
        if edition != self._edition or len(self._terms) > REMEMBERED:
            self._edition, self._terms = edition, set()
        return {term for term in set().union(*terms) - self._terms if term[0] not in SIGNS}

    def keep(self, edition: str, terms: set[str]) -> None:
        """Called once they are committed: what is rolled back is written again."""
        if edition == self._edition:
            self._terms |= terms


_remembered = Remembered()


def learn(cursor: Any, terms: Collection[Iterable[str]]) -> None:
    """Makes sure that the terms of all these posts are written."""
    if not terms:
        return
    edition = _edition(cursor)
    fresh = _remembered.new(edition, terms)
    cursor.executemany(
        "INSERT INTO archive_vocabulary (spelt) VALUES (%s) ON CONFLICT DO NOTHING",
        [(line,) for line in sorted(map(spelt, fresh))],
    )
    transaction.on_commit(partial(_remembered.keep, edition, fresh))


def doubt(cursor: Any, terms: Iterable[str]) -> None:
    """Notes terms of posts that go: perhaps these were the last that held them."""
    cursor.executemany(
        "INSERT INTO archive_doubt (term) VALUES (%s) ON CONFLICT DO NOTHING",
        [(term,) for term in sorted(terms) if term[0] not in SIGNS],
    )


def forget(cursor: Any, most: timedelta) -> bool:
    """Holds the noted terms against the index and drops those without a post, for about `most`. True: none is
    left. Outside a transaction."""
    end = time.monotonic() + most.total_seconds()
    while not _forget_some(cursor):
        if time.monotonic() >= end:
            return False
    return True


@transaction.atomic
def _forget_some(cursor: Any) -> bool:
    cursor.execute("SELECT term FROM archive_doubt LIMIT %s", [STEP])
    noted = cursor.fetchall()
    if not noted:
        return True
    cursor.execute(
        "SELECT term FROM (SELECT term FROM archive_doubt LIMIT %s) WHERE NOT EXISTS (SELECT 1"
        """ FROM archive_index WHERE archive_index MATCH '"' || replace(term, '"', '""') || '"')""",
        [STEP],
    )
    if gone := cursor.fetchall():
        cursor.executemany("DELETE FROM archive_vocabulary WHERE spelt = %s", [(spelt(t),) for (t,) in gone])
        _new_edition(cursor)
    cursor.executemany("DELETE FROM archive_doubt WHERE term = %s", noted)
    return len(noted) < STEP


def ending(cursor: Any, text: str, most: int) -> list[str]:
    """Up to `most` words that end with `text`."""
    begin = spelt(text)
    if begin.startswith("="):
        return []  # no word holds it, and facts begin with it
    return _between(cursor, begin, begin + _LAST, most)


def holding(cursor: Any, text: str, most: int) -> list[str]:
    """Up to `most` words with `text` anywhere in them."""
    cursor.execute(
        "SELECT spelt FROM archive_vocabulary WHERE instr(spelt, %s) > 0 AND substr(spelt, 1, 1) <> '='"
        " LIMIT %s",
        [text[::-1], most],
    )
    return [spelt(line) for (line,) in cursor.fetchall()]


def beginning(cursor: Any, facts: str) -> Iterable[str]:
    """All facts that begin so: `=topic=`."""
    return _between(cursor, facts, facts + _LAST, -1)


def holds(cursor: Any, term: str) -> bool:
    """Whether it is written here, or need not be."""
    cursor.execute("SELECT 1 FROM archive_vocabulary WHERE spelt = %s", [spelt(term)])
    return term[0] in SIGNS or cursor.fetchone() is not None


def spelt(term: str) -> str:
    """A term as it stands here, and back again."""
    return term if term.startswith("=") else term[::-1]


def _between(cursor: Any, first: str, last: str, most: int) -> list[str]:
    cursor.execute(
        "SELECT spelt FROM archive_vocabulary WHERE spelt >= %s AND spelt < %s LIMIT %s", [first, last, most]
    )
    return [spelt(line) for (line,) in cursor.fetchall()]


def _edition(cursor: Any) -> str:
    cursor.execute("SELECT value FROM archive_fact WHERE key = %s", [EDITION])
    row = cursor.fetchone()
    return row[0] if row else _new_edition(cursor)


def _new_edition(cursor: Any) -> str:
    edition = secrets.token_hex(8)
    cursor.execute(
        "INSERT INTO archive_fact (key, value) VALUES (%s, %s)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [EDITION, edition],
    )
    return edition
