"""Makes an archive large within minutes: copies of a first block, moved on in time, by SQL alone.

A copy has an id, an identity and a number of likeness of its own, so that every index grows as it would with
other posts. Nothing here is measured; it writes the tables directly, which only a benchmark may.
"""

from typing import Any

CHUNK = 5_000
SLOT_BITS = 21


def grow(cursor: Any, block: int, copies: range, progress: Any) -> None:
    """`copies` of the first `block` posts, each moved on by the block's own span."""
    cursor.execute("SELECT id FROM archive_post ORDER BY id LIMIT %s", [block])
    ids = [at for (at,) in cursor.fetchall()]
    span_ms = (ids[-1] >> SLOT_BITS) - (ids[0] >> SLOT_BITS) + 1
    cursor.execute("PRAGMA synchronous=OFF")
    for copy in copies:
        by = copy * span_ms
        for at in range(0, len(ids), CHUNK):
            part = ids[at], ids[min(at + CHUNK, len(ids)) - 1]
            cursor.execute("BEGIN IMMEDIATE")
            _copy(cursor, part, by, copy)
            cursor.execute("COMMIT")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        progress(copy)
    cursor.execute("PRAGMA synchronous=FULL")


def _copy(cursor: Any, part: tuple[int, int], by_ms: int, copy: int) -> None:
    shift, micros = by_ms << SLOT_BITS, by_ms * 1000
    changed = {
        "archive_post": {
            "id": f"id + {shift}",
            "gid": f"gid || '-{copy}'",
            "thread": f"thread || '-{copy}'",
            "created": f"created + {micros}",
            "received": f"received + {micros}",
            "likeness": f"likeness / 3 + {copy} * 1234567891234567",
        },
        "archive_version": {"post": f"post + {shift}", "at": f"at + {micros}"},
        "archive_raw": {"post": f"post + {shift}"},
        "archive_hearing": {
            "post": f"post + {shift}", "first": f"first + {micros}", "last": f"last + {micros}",
        },
        "archive_mention": {"post": f"post + {shift}"},
        "archive_judgement": {"post": f"post + {shift}", "at": f"at + {micros}", "id": None},
        "archive_index": {"rowid": f"rowid + {shift}"},
        "archive_sampled": {"rowid": f"rowid + {shift}"},
    }  # fmt: skip
    for table, new in changed.items():
        index = "rowid" in new
        key = "rowid" if index else {"archive_post": "id"}.get(table, "post")
        columns = ["rowid", "terms"] if index else _columns(cursor, table)
        kept = [name for name in columns if new.get(name, name) is not None]
        values = ", ".join(new.get(name) or name for name in kept)
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(kept)}) SELECT {values} FROM {table}"  # noqa: S608
            f" WHERE {key} BETWEEN {part[0]} AND {part[1]} ORDER BY {key}"
        )


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(f"SELECT name FROM pragma_table_info('{table}')")  # noqa: S608
    return [name for (name,) in cursor.fetchall()]
