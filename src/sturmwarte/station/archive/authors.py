"""Who wrote: one row per name an account used, found or made for a whole batch at once."""

from collections.abc import Iterable
from typing import Any

from sturmwarte.core.post import Author
from sturmwarte.station.archive.keys import pseudonym
from sturmwarte.station.archive.standing import chunks

Named = tuple[str, str, str, str]
"""(network, account id, handle, name)."""


def named(network: str, author: Author) -> Named:
    return network, author.id, author.handle, author.name


def folded(handle: str) -> str:
    """How a handle is looked up: without case and without the sign people put before it."""
    return handle.strip().removeprefix("@").casefold()


def author_ids(cursor: Any, wanted: Iterable[Named]) -> dict[Named, int]:
    """The row of each name; missing ones are made."""
    names = sorted(set(wanted))
    found = _look_up(cursor, names)
    missing = [name for name in names if name not in found]
    if missing:
        cursor.executemany(
            "INSERT INTO archive_author (network, account, handle, name, folded, pseudonym)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [(*name, folded(name[2] or name[1]), pseudonym(*name[:2])) for name in missing],
        )
        found |= _look_up(cursor, missing)
    return found


def _look_up(cursor: Any, names: list[Named]) -> dict[Named, int]:
    found: dict[Named, int] = {}
    for chunk in chunks(names):
        places = ",".join(["(%s,%s,%s,%s)"] * len(chunk))
        cursor.execute(
            f"WITH k (n, a, h, m) AS (VALUES {places})"  # noqa: S608
            " SELECT id, network, account, handle, name FROM k CROSS JOIN archive_author"
            " WHERE network = n AND account = a AND handle = h AND name = m",
            [part for name in chunk for part in name],
        )
        found.update((tuple(row[1:]), row[0]) for row in cursor.fetchall())
    return found


def drop_unused(cursor: Any, ids: Iterable[int]) -> None:
    """Forgets the authors nobody's post names any more."""
    cursor.executemany(
        "DELETE FROM archive_author WHERE id = %s"
        " AND NOT EXISTS (SELECT 1 FROM archive_post p WHERE p.author_id = archive_author.id)"
        " AND NOT EXISTS (SELECT 1 FROM archive_version v WHERE v.author = archive_author.id)",
        [(author,) for author in sorted(set(ids))],
    )
