"""How many, of which sort, and when: over all that a search finds (`sampling` says over which of them).

Of an estimate the result says so, and between which bounds the truth lies, nineteen times in twenty.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
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
from sturmwarte.station.archive.sampling import COLUMNS, Sample, sample

_BESIDE = {
    "topic": "SELECT t.topic, count(*) FROM json_each(%s) e"
    " JOIN archive_mention t ON t.post = e.value GROUP BY 1",
    "author": "SELECT a.pseudonym, count(*) FROM json_each(%s) e JOIN archive_post p ON p.id = e.value"
    " LEFT JOIN archive_author a ON a.id = p.author_id GROUP BY 1",
}


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


def _facet(cursor: Any, taken: Sample, field: FacetName, most: int) -> Facet:
    found: Iterable[tuple[Any, int]]
    if field in _BESIDE:
        cursor.execute(_BESIDE[field], [taken.ids])
        found = cursor.fetchall()
    else:
        column = 2 + COLUMNS.index(field)
        found = Counter(row[column] for row in taken.rows).items()
    ranked = sorted(found, key=lambda one: (-one[1], one[0] or ""))[:most]
    return Facet(field, [(value, n * taken.scale) for value, n in ranked], taken.scale)


def _histogram(taken: Sample, grain: Grain, zone: tzinfo) -> Histogram:
    width = MINUTE if grain == "minute" else HOUR
    known = Counter(row[1] - row[1] % width for row in taken.rows)
    buckets = by_grain(list(known.items()), grain, zone)
    return Histogram([(at, n * taken.scale) for at, n in buckets], taken.scale)


def by_grain(buckets: Sequence[tuple[int, int]], grain: Grain, zone: tzinfo) -> list[tuple[datetime, int]]:
    """Minutes or hours as aware times in `zone`; days are its own days, summed from hours."""
    summed: Counter[datetime] = Counter()
    for at, n in buckets:
        local = moment(at).astimezone(zone)
        summed[local.replace(hour=0, minute=0, fold=0) if grain == "day" else local] += n
    return sorted(summed.items())
