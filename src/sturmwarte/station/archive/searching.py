"""Search: the index brings candidates, the one evaluator decides, the page ends where the budget does.

The evaluator is the percolator that also files posts under topics as they arrive, so the same text selects
the same posts live and here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sturmwarte.core.query.percolator import Percolator
from sturmwarte.core.query.text import to_text
from sturmwarte.core.query.tree import Node
from sturmwarte.station.archive import cursors
from sturmwarte.station.archive.identity import REAL, earliest_id, realm
from sturmwarte.station.archive.index import SAMPLED, WHOLE, Among
from sturmwarte.station.archive.loading import load, words
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.moments import micros
from sturmwarte.station.archive.numbers import numbers, with_numbers
from sturmwarte.station.archive.question import Question, question
from sturmwarte.station.archive.records import Page, Search

BUDGET = 5_000
"""Posts read for one page at most: about a second. A query of rare words needs a hundredth of it."""
_FIRST, _MOST = 100, 1_000
_MANY = 20_000
"""Candidates from which on the widest reach is looked for along its own index."""
_BY_REACH = (
    "archive_post p INDEXED BY archive_post_reach CROSS JOIN archive_index ON archive_index.rowid = p.id"
)
Place = tuple[int, int]
"""(reach, id): where a post stands in either order."""


@dataclass(frozen=True, slots=True)
class Hits:
    """A FROM clause with conditions that yields the candidates as `p`, and its parameters. `column` holds
    their ids where they are walked."""

    source: str
    where: str
    values: tuple[object, ...]
    question: Question
    column: str


def hits(cursor: Any, search: Search) -> Hits:
    """The candidates of a search, as narrow as the index makes them."""
    return narrowed(search, question(cursor, search.query, realm(search.run)))


def narrowed(search: Search, asked: Question, among: Among = WHOLE) -> Hits:
    """What may be shown at all (run, times, permission, no holds) of what the index brings."""
    home = realm(search.run)
    # Spelt out because SQLite uses the partial index only when it sees the condition itself.
    parts, values = ["p.realm = %s", "NOT p.held", "p.deleted IS NULL"], list[object]([home])
    if home != REAL:
        parts.append("p.realm <> 'real'")
    elif search.run in {"live", "import"}:
        parts.append("p.run = %s")
        values.append(search.run)
    if search.verdict is not None:
        parts.append("p.verdict = %s")
        values.append(search.verdict)
    for moment, sign in ((search.since, ">="), (search.until, "<")):
        if moment is not None:
            parts.append(f"p.created {sign} %s")
            values.append(micros(moment))
    allowed, more = search.may.where()
    parts.append(allowed)
    values += more
    source, column = "archive_post p", "p.id"
    if asked.match is not None or among == SAMPLED:
        source, column = f"{among} CROSS JOIN archive_post p ON p.id = {among}.rowid", f"{among}.rowid"
    ids, limits = of_time(search, column)
    parts, values = parts + ids, values + limits
    if asked.match is not None:
        parts.insert(0, f"{among} MATCH %s")
        values.insert(0, asked.match)
    return Hits(source, " AND ".join(parts), tuple(values), asked, column)


def of_time(search: Search, column: str) -> tuple[list[str], list[object]]:
    """The times of a search as conditions on a post's id; asked of the index's own column it then reads
    nothing outside them."""
    parts, values = [], list[object]()
    if search.since is not None:
        parts.append(f"{column} >= %s")
        values.append(earliest_id(micros(search.since)))
    if search.until is not None:  # two milliseconds later: a crowded one runs over into the next
        parts.append(f"{column} < %s")
        values.append(earliest_id(micros(search.until) + 2_000))
    return parts, values


def search(cursor: Any, asked: Search) -> Page:
    """One page, from where `asked.after` says."""
    found: list[Place] = []
    for read, (place, fits) in enumerate(walk(cursor, asked, hits(cursor, asked)), start=1):
        if fits:
            found.append(place)
        if len(found) > asked.limit:
            break
        if read >= BUDGET:
            ids = [post for _, post in found]
            return Page(load(cursor, ids, asked.may), cursors.written(asked.order, *place), False)
    shown = found[: asked.limit]
    further = cursors.written(asked.order, *shown[-1]) if len(found) > asked.limit else None
    return Page(load(cursor, [post for _, post in shown], asked.may), further, True)


def walk(cursor: Any, asked: Search, where: Hits) -> Iterator[tuple[Place, bool]]:
    """Every candidate in order, with whether it matches. Steps grow: most pages are full after the first."""
    after = cursors.read(asked.after, asked.order) if asked.after else None
    check = Check(cursor, asked.query, asked.may, where.question.exact)
    # What the index answers alone is a page at once; of anything else some more is read.
    step = min(asked.limit + 1, _MOST) if where.question.exact else _FIRST
    while True:
        places = _step(cursor, where, asked.order, after, step)
        yield from zip(places, check(places), strict=True)
        if len(places) < step:
            return
        after, step = places[-1], min(2 * step, _MOST)


def _step(cursor: Any, where: Hits, order: str, after: Place | None, step: int) -> list[Place]:
    values: list[object] = list(where.values)
    condition, by, source = where.where, "p.reach DESC, p.id DESC", where.source
    if order in {"newest", "oldest"}:
        # The index walks its own ids either way without sorting; it must be asked about its own column.
        column = where.column
        if where.question.match is None:
            # Left alone SQLite takes the index by reach, which begins with the realm, and sorts all posts.
            condition = by_id(condition)
        way, sign = ("DESC", "<") if order == "newest" else ("ASC", ">")
        by = f"{column} {way}"
        if after is not None:
            condition += f" AND {column} {sign} %s"
            values.append(after[1])
    else:
        if where.question.match is not None and _frequent(cursor, where.question.match):
            source = _BY_REACH
        if after is not None:
            condition += " AND p.reach <= %s AND (p.reach < %s OR p.id < %s)"
            values += [after[0], *after]
    cursor.execute(
        f"SELECT p.reach, p.id FROM {source} WHERE {condition} ORDER BY {by} LIMIT %s",  # noqa: S608
        [*values, step],
    )
    return [(reach, post) for reach, post in cursor.fetchall()]


def by_id(condition: str) -> str:
    """The condition, so written that SQLite walks the posts by their ids: a plus hides a column from its
    choice of indexes."""
    return condition.replace("p.realm = %s", "+p.realm = %s", 1)


def _frequent(cursor: Any, match: str) -> bool:
    """Are there so many candidates that walking all posts by reach meets a page of them sooner than
    sorting?"""
    cursor.execute(
        "SELECT count(*) FROM (SELECT 1 FROM archive_index WHERE archive_index MATCH %s LIMIT %s)",
        [match, _MANY],
    )
    many: int = cursor.fetchone()[0]
    return many >= _MANY


class Check:
    """Holds the query against candidates, many at a time."""

    def __init__(self, cursor: Any, node: Node | None, may: May, exact: bool) -> None:
        self._cursor, self._may = cursor, may
        self._evaluator = None if node is None or exact else Percolator({"query": to_text(node)})
        self._numbers = [] if exact else numbers(node)

    def __call__(self, places: Sequence[Place]) -> list[bool]:
        if self._evaluator is None:
            return [True] * len(places)
        ids = [post for _, post in places]
        if self._numbers:
            having = with_numbers(self._cursor, ids, self._numbers)
            ids = [post for post in ids if post in having]
        texts = words(self._cursor, ids, self._may)
        topics = self._evaluator.match_batch(one.document() for one in texts.values())
        met = {post for post, found in zip(texts, topics, strict=True) if found}
        return [post in met for _, post in places]
