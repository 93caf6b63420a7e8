"""How many, of which sort, and when: over all that a search finds.

Where the index's answer is the answer, the database counts. Otherwise the newest candidates are read, and
what was found among them is scaled up when there are more; the result then says it is an estimate.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any

from sturmwarte.station.archive.moments import HOUR, MINUTE, moment
from sturmwarte.station.archive.records import (
    Count,
    Facet,
    FacetName,
    Grain,
    Histogram,
    Overview,
    Search,
)
from sturmwarte.station.archive.searching import hits, walk

SAMPLE = 2_000
"""Candidates read where only reading can tell: about half a second."""
_COLUMNS: dict[FacetName, str] = {
    "channel": "p.channel",
    "lang": "p.lang",
    "form": "p.form",
    "kind": "p.kind",
    "sentiment": "p.sentiment",
    "verdict": "p.verdict",
    "topic": "t.topic",
    "author": "a.pseudonym",
}
_JOINS: dict[FacetName, str] = {
    "topic": " JOIN archive_mention t ON t.post = p.id",
    "author": " JOIN archive_author a ON a.id = p.author_id",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """Posts to count over, as a FROM clause with conditions; `scale` is 1 when they are all there is."""

    source: str
    where: str
    values: tuple[object, ...]
    n: int | None
    scale: float

    @property
    def exact(self) -> bool:
        return self.scale == 1


def sample(cursor: Any, search: Search) -> Sample:
    found = hits(cursor, search)
    if found.question.exact:
        return Sample(found.source, found.where, found.values, None, 1)
    newest = replace(search, order="newest", after=None)
    read = list(islice(walk(cursor, newest, found), SAMPLE))
    ids = [post for (_, post), fits in read if fits]
    more = len(read) == SAMPLE and (total := _count(cursor, found.source, found.where, found.values)) > SAMPLE
    scale = total / SAMPLE if more else 1
    return Sample(
        "json_each(%s) e JOIN archive_post p ON p.id = e.value", "1=1", (json.dumps(ids),), len(ids), scale
    )


def overview(
    cursor: Any, search: Search, fields: Sequence[FacetName], grain: Grain, zone: tzinfo, most: int
) -> Overview:
    """Count, facets and histogram at the price of one."""
    taken = sample(cursor, search)
    listed = [_facet(cursor, taken, field, most) for field in fields]
    return Overview(_number(cursor, taken), listed, _histogram(cursor, taken, grain, zone))


def count(cursor: Any, search: Search) -> Count:
    return _number(cursor, sample(cursor, search))


def _number(cursor: Any, taken: Sample) -> Count:
    n = taken.n if taken.n is not None else _count(cursor, taken.source, taken.where, taken.values)
    return Count(round(n * taken.scale), taken.exact)


def facets(cursor: Any, search: Search, fields: Sequence[FacetName], most: int) -> list[Facet]:
    taken = sample(cursor, search)
    return [_facet(cursor, taken, field, most) for field in fields]


def _facet(cursor: Any, taken: Sample, field: FacetName, most: int) -> Facet:
    column = _COLUMNS[field]
    cursor.execute(
        f"SELECT {column}, count(*) FROM {taken.source}{_JOINS.get(field, '')} WHERE {taken.where}"  # noqa: S608
        f" GROUP BY {column} ORDER BY 2 DESC, 1 LIMIT %s",
        [*taken.values, most],
    )
    values = [(value, round(n * taken.scale)) for value, n in cursor.fetchall()]
    return Facet(field, values, taken.exact)


def histogram(cursor: Any, search: Search, grain: Grain, zone: tzinfo) -> Histogram:
    return _histogram(cursor, sample(cursor, search), grain, zone)


def _histogram(cursor: Any, taken: Sample, grain: Grain, zone: tzinfo) -> Histogram:
    width = MINUTE if grain == "minute" else HOUR
    cursor.execute(
        # The remainder is made positive: SQLite's has the sign of the time, and posts may be older than 1970.
        f"SELECT p.created - (p.created %% {width} + {width}) %% {width}, count(*)"  # noqa: S608
        f" FROM {taken.source} WHERE {taken.where} GROUP BY 1",
        list(taken.values),
    )
    buckets = by_grain([(at, n) for at, n in cursor.fetchall()], grain, zone)
    return Histogram([(at, round(n * taken.scale)) for at, n in buckets], taken.exact)


def by_grain(buckets: Sequence[tuple[int, int]], grain: Grain, zone: tzinfo) -> list[tuple[datetime, int]]:
    """Minutes or hours as aware times in `zone`; days are its own days, summed from hours."""
    summed: Counter[datetime] = Counter()
    for at, n in buckets:
        local = moment(at).astimezone(zone)
        summed[local.replace(hour=0, minute=0, fold=0) if grain == "day" else local] += n
    return sorted(summed.items())


def _count(cursor: Any, source: str, where: str, values: Sequence[object]) -> int:
    cursor.execute(f"SELECT count(*) FROM {source} WHERE {where}", list(values))  # noqa: S608
    n: int = cursor.fetchone()[0]
    return n
