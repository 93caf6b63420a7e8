"""Is the archive whole? The checks `doctor` runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from sturmwarte.station.archive import index, vocabulary
from sturmwarte.station.archive.erasure import is_pending
from sturmwarte.station.archive.identity import realm


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `ok`, and if not how many rows are wrong, with what the database said."""

    check: str
    ok: bool
    wrong: int = 0
    detail: str = ""


_WITHOUT_POST = (
    "SELECT count(*) FROM archive_{} v WHERE NOT EXISTS (SELECT 1 FROM archive_post p WHERE p.id = v.post)"
)
_ORPHANS = {
    "versions": _WITHOUT_POST.format("version"),
    "raws": _WITHOUT_POST.format("raw"),
    "hearings": _WITHOUT_POST.format("hearing"),
    "mentions": _WITHOUT_POST.format("mention"),
    "judgements": "SELECT count(*) FROM archive_judgement v WHERE NOT EXISTS"
    " (SELECT 1 FROM archive_version w WHERE w.post = v.post AND w.number = v.number)",
    "posts_without_version": "SELECT count(*) FROM archive_post p WHERE NOT EXISTS"
    " (SELECT 1 FROM archive_version v WHERE v.post = p.id AND v.number = p.version)",
    "posts_without_hearing": "SELECT count(*) FROM archive_post p WHERE NOT EXISTS"
    " (SELECT 1 FROM archive_hearing h WHERE h.post = p.id)",
    "authors": "SELECT count(*) FROM archive_version v WHERE v.author IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM archive_author a WHERE a.id = v.author)",
}


def check(cursor: Any, *, thorough: bool = False) -> list[Finding]:
    """Every check. `thorough` reads the whole file twice (minutes for a big archive); else a quick look."""
    checks: tuple[Callable[[Any], Finding], ...] = (_index, _terms, _vocabulary, _counters, _realms, _erasure)
    found = [_file(cursor, thorough)]
    found += [_none(cursor, name, statement) for name, statement in _ORPHANS.items()]
    return found + [run(cursor) for run in checks]


def _file(cursor: Any, thorough: bool) -> Finding:
    cursor.execute("PRAGMA integrity_check(5)" if thorough else "PRAGMA quick_check(5)")
    told = [text for (text,) in cursor.fetchall()]
    return Finding("file", told == ["ok"], 0 if told == ["ok"] else len(told), "; ".join(told))


def _none(cursor: Any, name: str, statement: str) -> Finding:
    cursor.execute(statement)
    n = cursor.fetchone()[0]
    return Finding(name, n == 0, n)


def _index(cursor: Any) -> Finding:
    try:
        index.check(cursor)
    except DatabaseError as error:
        return Finding("index", False, 1, str(error))
    return Finding("index", True)


def _terms(cursor: Any) -> Finding:
    """Every post is in the index and nothing else is; of the small one, its share."""
    return _none(
        cursor,
        "index_rows",
        "SELECT (SELECT count(*) FROM archive_post WHERE id NOT IN (SELECT id FROM archive_index_content))"  # noqa: S608
        " + (SELECT count(*) FROM archive_index_content WHERE id NOT IN (SELECT id FROM archive_post))"
        " + (SELECT count(*) FROM archive_sampled_content WHERE id NOT IN (SELECT id FROM archive_post))"
        " + (SELECT count(*) FROM archive_post"
        f" WHERE id % {index.EVERY} = 0 AND id NOT IN (SELECT id FROM archive_sampled_content))",
    )


def _vocabulary(cursor: Any) -> Finding:
    """Every word and fact of the index stands in the vocabulary, or `*ending` would miss posts."""
    cursor.execute("SELECT term FROM archive_terms")
    missing = sum(not vocabulary.holds(cursor, term) for (term,) in cursor.fetchall())
    return Finding("vocabulary", missing == 0, missing)


def _counters(cursor: Any) -> Finding:
    """What was heard and is not gone is what is here, hour by hour and run by run."""
    return _none(
        cursor,
        "counters",
        "WITH counted AS (SELECT bucket, run, sum(heard) - sum(gone) AS n FROM archive_counter"
        " WHERE topic = '' AND grain = 'hour' GROUP BY bucket, run),"
        " here AS (SELECT created - ((created % 3600000000) + 3600000000) % 3600000000 AS bucket, run,"
        " count(*) AS n FROM archive_post WHERE deleted IS NULL GROUP BY 1, 2)"
        " SELECT (SELECT count(*) FROM counted c WHERE c.n <> coalesce("
        "(SELECT h.n FROM here h WHERE h.bucket = c.bucket AND h.run = c.run), 0))"
        " + (SELECT count(*) FROM here h WHERE NOT EXISTS"
        " (SELECT 1 FROM counted c WHERE c.bucket = h.bucket AND c.run = h.run))",
    )


def _realms(cursor: Any) -> Finding:
    """A run's posts stand in its realm: a drill's never among the real ones."""
    cursor.execute("SELECT realm, run, count(*) FROM archive_post GROUP BY realm, run")
    wrong = sum(n for where, run, n in cursor.fetchall() if realm(run) != where)
    return Finding("realms", wrong == 0, wrong)


def _erasure(cursor: Any) -> Finding:
    """Nothing wrong: says whether the night still has words of erased posts to drop."""
    return Finding("erasure_finished", True, int(is_pending(cursor)))
