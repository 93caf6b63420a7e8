"""Carries an export out: walks the search page by page, then writes down who took out what."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction

from sturmwarte.core.query.text import to_text
from sturmwarte.station.archive.exporting.formats import Format, writer
from sturmwarte.station.archive.keys import keyed
from sturmwarte.station.archive.loading import load
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.moments import micros
from sturmwarte.station.archive.records import Search
from sturmwarte.station.archive.searching import hits, walk
from sturmwarte.station.ledger.record import record

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Export:
    """What to write: `by` is who asks, `name` the file as they will know it."""

    form: Format
    by: str
    name: str
    names: bool = False
    judged: bool = False
    reason: str = ""


def export(
    cursor: Any,
    search: Search,
    wanted: Export,
    stream: BinaryIO,
    now: datetime,
    progress: Callable[[int], None] = lambda n: None,  # noqa: ARG005
) -> int:
    """Writes all that the search finds; returns how many posts. Registered and audited when it is
    complete."""
    may = search.may if wanted.names else search.may.pseudonymous()
    asked = replace(search, may=may, after=None)
    output = writer(wanted.form, stream, names=may.names, judged=wanted.judged)
    members: set[bytes] = set()
    n, page = 0, []
    for (_, post), fits in walk(cursor, asked, hits(cursor, asked)):
        if fits:
            page.append(post)
        if len(page) == _PAGE:
            n += _write(cursor, page, may, output, members)
            page = []
            progress(n)
    n += _write(cursor, page, may, output, members)
    output.close()
    _register(cursor, search, wanted, may, n, members, now)
    return n


def _write(cursor: Any, ids: list[int], may: May, output: Any, members: set[bytes]) -> int:
    found = load(cursor, ids, may)
    output.write(found)
    named = load(cursor, ids, replace(may, names=True)) if not may.names else found
    members.update(
        keyed("member", one.post.identity[0], one.post.author.id)[:8] for one in named if one.post.author
    )
    return len(found)


@transaction.atomic
def _register(  # noqa: PLR0917 all of it is written down
    cursor: Any, search: Search, wanted: Export, may: May, n: int, members: set[bytes], now: datetime
) -> None:
    query = to_text(search.query) if search.query is not None else ""
    cursor.execute(
        "INSERT INTO archive_exportedfile (at, by, name, query, form, posts, named, members)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [micros(now), wanted.by, wanted.name, query, wanted.form, n, may.names, b"".join(sorted(members))],
    )
    record(
        wanted.by,
        "archive.export",
        wanted.name,
        now,
        reason=wanted.reason,
        after={
            "query": query,
            "format": wanted.form,
            "posts": n,
            "names": may.names,
            "run": search.run or "real",
        },
    )
