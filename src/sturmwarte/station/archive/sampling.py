"""Which posts are counted: all that a search finds while they are few, else every so-many-th.

A share is chosen by the id's last digits, which are a hash of the post's identity: the same posts each time,
evenly over the years. What is found too often even to be walked through is looked for in the small index,
which holds every 32nd post (decision 981), so that no count takes longer than that of some 200,000 posts.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sturmwarte.station.archive.bounds import bounds
from sturmwarte.station.archive.identity import realm
from sturmwarte.station.archive.index import EVERY, SAMPLED, WHOLE, Among
from sturmwarte.station.archive.question import Question, question
from sturmwarte.station.archive.records import Count, FacetName, Search
from sturmwarte.station.archive.searching import Check, Hits, by_id, narrowed, of_time

COUNTED = 12_000
"""Posts counted where the index's answer is the answer: about a tenth of a second."""
SAMPLE = 2_000
"""Posts read where only reading can tell: about half a second."""
WALKED = 200_000
"""Candidates walked through in the whole index: some twenty milliseconds. Of more the small one tells."""
COLUMNS: tuple[FacetName, ...] = ("channel", "lang", "form", "kind", "sentiment", "verdict")
"""Facets that are columns of the post, in the order in which a sample's rows hold them from the third on."""
_COLUMNS = "p.id, p.created, " + ", ".join(f"p.{name}" for name in COLUMNS)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Sample:
    """Posts to count over, as (id, created, *`COLUMNS`): each stands for `scale` posts, 1 when they are all
    there is."""

    rows: list[tuple[Any, ...]]
    scale: int

    @property
    def exact(self) -> bool:
        return self.scale == 1

    @property
    def ids(self) -> str:
        return json.dumps([row[0] for row in self.rows])

    def count(self) -> Count:
        n = len(self.rows) * self.scale
        return Count(n, self.exact, *bounds(n, self.scale))


def sample(cursor: Any, search: Search, part: float = 1) -> Sample:
    """`part` of the usual work, for a preview that must be there at once."""
    asked = question(cursor, search.query, realm(search.run))
    most = max(1, round((COUNTED if asked.exact else SAMPLE) * part))
    among, scale = _share(cursor, search, asked, most)
    rows = _rows(cursor, narrowed(search, asked, among), scale)
    if not asked.exact:
        check = Check(cursor, search.query, search.may, asked.exact)
        rows = [row for chunk in _chunks(rows) for row in _fitting(chunk, check)]
    return Sample(rows, scale)


def _share(cursor: Any, search: Search, asked: Question, most: int) -> tuple[Among, int]:
    """Where to look, and at every how-many-th. Half of what is allowed is aimed at: the count of a share is
    itself a little more or less than its part."""
    few = _candidates(cursor, search, asked, SAMPLED)
    if few * EVERY > WALKED:
        return SAMPLED, EVERY * ceil(2 * few / most)
    many = _candidates(cursor, search, asked, WHOLE)
    return WHOLE, 1 if many <= most else ceil(2 * many / most)


def _candidates(cursor: Any, search: Search, asked: Question, among: Among) -> int:
    """How many posts the index names: cheap, for nothing is looked up in the posts themselves."""
    if asked.match is None and among == WHOLE:
        table, where, values = "archive_post p", ["p.realm = 'real'"], list[object]()
        ids, limits = of_time(search, "p.id")
    else:
        table, where, values = among, [], []
        ids, limits = of_time(search, f"{among}.rowid")
    if asked.match is not None:
        where, values = [f"{among} MATCH %s"], [asked.match]
    condition = " AND ".join([*where, *ids]) or "1=1"
    cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}", [*values, *limits])  # noqa: S608
    n: int = cursor.fetchone()[0]
    return n


def _rows(cursor: Any, found: Hits, scale: int) -> list[tuple[Any, ...]]:
    where = found.where
    if found.source == "archive_post p":
        where = by_id(where)  # a stretch of time is a stretch of ids
    if scale > 1:  # asked of the index's own column: the posts left out are not even looked up
        where += f" AND {found.column} %% {scale} = 0"
    cursor.execute(f"SELECT {_COLUMNS} FROM {found.source} WHERE {where}", list(found.values))  # noqa: S608
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _chunks(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    return (rows[at : at + _CHUNK] for at in range(0, len(rows), _CHUNK))


def _fitting(rows: Sequence[tuple[Any, ...]], check: Check) -> Iterator[tuple[Any, ...]]:
    fits = check([(0, row[0]) for row in rows])
    return (row for row, fit in zip(rows, fits, strict=True) if fit)
