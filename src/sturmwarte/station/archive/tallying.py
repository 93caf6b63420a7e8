"""How many, of which sort, and when: over all that a search finds.

A few posts are all counted. Of many, every so-many-th is: by the id's last digits, which are a hash of the
post's identity, so the same posts each time and evenly over the years. The result then says it is an estimate
and between which bounds the truth lies, nineteen times in twenty.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from math import ceil, sqrt
from typing import Any

from sturmwarte.station.archive.identity import earliest_id, realm
from sturmwarte.station.archive.moments import HOUR, MINUTE, micros, moment
from sturmwarte.station.archive.records import (
    Count,
    Facet,
    FacetName,
    Grain,
    Histogram,
    Overview,
    Search,
)
from sturmwarte.station.archive.searching import Check, Hits, by_id, hits

COUNTED = 12_000
"""Posts counted where the index's answer is the answer: about a tenth of a second."""
SAMPLE = 2_000
"""Posts read where only reading can tell: about half a second."""
_SURE = 1.96
"""Standard errors to either side that hold 95 of 100 estimates."""
_FIELDS: tuple[FacetName, ...] = ("channel", "lang", "form", "kind", "sentiment", "verdict")
"""Facets that are columns of the post, in the order in which `_rows` asks for them."""
_COLUMNS = "p.id, p.created, p.author_id, " + ", ".join(f"p.{name}" for name in _FIELDS)
_BESIDE = {
    "topic": "SELECT t.topic, count(*) FROM json_each(%s) e"
    " JOIN archive_mention t ON t.post = e.value GROUP BY 1",
    "author": "SELECT a.pseudonym, count(*) FROM json_each(%s) e JOIN archive_post p ON p.id = e.value"
    " LEFT JOIN archive_author a ON a.id = p.author_id GROUP BY 1",
}
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Sample:
    """Posts to count over, as rows of `_COLUMNS`: each stands for `scale` posts, 1 when they are all there
    is."""

    rows: list[tuple[Any, ...]]
    scale: int

    @property
    def exact(self) -> bool:
        return self.scale == 1

    @property
    def ids(self) -> str:
        return json.dumps([row[0] for row in self.rows])

    def count(self) -> Count:
        """Found and scaled, with the error of having looked at every so-many-th only."""
        n = len(self.rows) * self.scale
        if self.exact:
            return Count(n, True, n, n)
        # The score interval of a Poisson count: it also says something when none was met.
        middle = len(self.rows) + _SURE**2 / 2
        away = _SURE * sqrt(len(self.rows) + _SURE**2 / 4)
        low, high = (self.scale * (middle + sign * away) for sign in (-1, 1))
        return Count(n, False, max(len(self.rows), round(low)), round(high))


def sample(cursor: Any, search: Search, part: float = 1) -> Sample:
    """`part` of the usual work, for a preview that must be there at once."""
    found = hits(cursor, search)
    exact = found.question.exact
    most = max(1, round((COUNTED if exact else SAMPLE) * part))
    candidates = _candidates(cursor, found, search)
    # Half of what is allowed: the count of a part is itself a little more or less than its share.
    scale = 1 if candidates <= most else ceil(2 * candidates / most)
    rows = _rows(cursor, found, scale)
    if not exact:
        check = Check(cursor, search.query, search.may, exact)
        rows = [row for chunk in _chunks(rows) for row in _fitting(chunk, check)]
    return Sample(rows, scale)


def overview(
    cursor: Any, search: Search, fields: Sequence[FacetName], grain: Grain, zone: tzinfo, most: int
) -> Overview:
    """Count, facets and histogram at the price of one."""
    taken = sample(cursor, search)
    listed = [_facet(cursor, taken, field, most) for field in fields]
    return Overview(taken.count(), listed, _histogram(taken, grain, zone))


def count(cursor: Any, search: Search, part: float = 1) -> Count:
    return sample(cursor, search, part).count()


def facets(cursor: Any, search: Search, fields: Sequence[FacetName], most: int) -> list[Facet]:
    taken = sample(cursor, search)
    return [_facet(cursor, taken, field, most) for field in fields]


def histogram(cursor: Any, search: Search, grain: Grain, zone: tzinfo) -> Histogram:
    return _histogram(sample(cursor, search), grain, zone)


def _candidates(cursor: Any, found: Hits, search: Search) -> int:
    """How many posts the index names, at most: cheap, for nothing is looked up in the posts themselves."""
    table, column, values = "archive_post", "id", [realm(search.run)]
    where = ["realm = %s"]
    if found.question.match is not None:
        table, column, values = "archive_index", "rowid", [found.question.match]
        where = ["archive_index MATCH %s"]
    if search.since is not None:
        where.append(f"{column} >= {earliest_id(micros(search.since))}")
    if search.until is not None:
        where.append(f"{column} < {earliest_id(micros(search.until) + 2_000)}")
    cursor.execute(f"SELECT count(*) FROM {table} WHERE {' AND '.join(where)}", values)  # noqa: S608
    n: int = cursor.fetchone()[0]
    return n


def _rows(cursor: Any, found: Hits, scale: int) -> list[tuple[Any, ...]]:
    source, where = found.source, found.where
    if scale == 1 and found.question.match is None:
        where = by_id(where)  # a stretch of time is a stretch of ids
    if scale > 1:
        # Asked of the index's own column: the posts left out are not even looked up.
        column = "archive_index.rowid" if found.question.match is not None else "p.id"
        if found.question.match is None:
            # An index that holds the id and nothing else of the post is a tenth of the table.
            source = "archive_post q INDEXED BY archive_post_reach CROSS JOIN archive_post p ON p.id = q.id"
            column = "q.id"
            where = f"q.realm = 'real' AND {where}"
        where += f" AND {column} %% {scale} = 0"
    cursor.execute(f"SELECT {_COLUMNS} FROM {source} WHERE {where}", list(found.values))  # noqa: S608
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _chunks(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    return (rows[at : at + _CHUNK] for at in range(0, len(rows), _CHUNK))


def _fitting(rows: Sequence[tuple[Any, ...]], check: Check) -> Iterator[tuple[Any, ...]]:
    fits = check([(0, row[0]) for row in rows])
    return (row for row, fit in zip(rows, fits, strict=True) if fit)


def _facet(cursor: Any, taken: Sample, field: FacetName, most: int) -> Facet:
    found: Iterable[tuple[Any, int]]
    if field in _BESIDE:
        cursor.execute(_BESIDE[field], [taken.ids])
        found = cursor.fetchall()
    else:
        column = 3 + _FIELDS.index(field)
        found = Counter(row[column] for row in taken.rows).items()
    ranked = sorted(found, key=lambda one: (-one[1], one[0] or ""))[:most]
    return Facet(field, [(value, n * taken.scale) for value, n in ranked], taken.exact)


def _histogram(taken: Sample, grain: Grain, zone: tzinfo) -> Histogram:
    width = MINUTE if grain == "minute" else HOUR
    known = Counter(row[1] - row[1] % width for row in taken.rows)
    buckets = by_grain(list(known.items()), grain, zone)
    return Histogram([(at, n * taken.scale) for at, n in buckets], taken.exact)


def by_grain(buckets: Sequence[tuple[int, int]], grain: Grain, zone: tzinfo) -> list[tuple[datetime, int]]:
    """Minutes or hours as aware times in `zone`; days are its own days, summed from hours."""
    summed: Counter[datetime] = Counter()
    for at, n in buckets:
        local = moment(at).astimezone(zone)
        summed[local.replace(hour=0, minute=0, fold=0) if grain == "day" else local] += n
    return sorted(summed.items())
