"""What the archive already knows of a batch's identities: one query each, however large the batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sturmwarte.station.archive.identity import Key
from sturmwarte.station.archive.keys import author_tombstone, tombstones_for

_CHUNK = 400
"""Identities a query: three parameters each stay far below every limit."""

_COLUMNS = (
    "id, realm, network, gid, run, channel, kind, sentiment, verdict, private, created, edited, version,"
    " content, held, deleted, lang, reach, likes, reposts, replies, views, thread"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A post's row, as far as writing needs it."""

    id: int
    realm: str
    network: str
    gid: str
    run: str
    channel: str
    kind: str
    sentiment: str
    verdict: str
    private: bool
    created: int
    edited: int | None
    version: int
    content: bytes
    held: bool
    deleted: int | None
    lang: str
    reach: int
    likes: int | None
    reposts: int | None
    replies: int | None
    views: int | None
    thread: str

    @property
    def key(self) -> Key:
        return self.realm, self.network, self.gid


def standing(cursor: Any, keys: Sequence[Key]) -> dict[Key, Standing]:
    """The rows of the given identities, as far as they exist."""
    found: dict[Key, Standing] = {}
    for chunk in chunks(keys):
        places = ",".join(["(%s,%s,%s)"] * len(chunk))
        cursor.execute(
            # CROSS JOIN keeps SQLite from scanning all posts for a row-value IN.
            f"WITH k (r, n, g) AS (VALUES {places}) SELECT {_COLUMNS} FROM k CROSS JOIN archive_post"  # noqa: S608
            " WHERE realm = r AND network = n AND gid = g",
            [part for key in chunk for part in key],
        )
        for row in map(_row, cursor.fetchall()):
            found[row.key] = row
    return found


def standing_by_id(cursor: Any, ids: Sequence[int]) -> dict[int, Standing]:
    found: dict[int, Standing] = {}
    for chunk in chunks(ids):
        cursor.execute(f"SELECT {_COLUMNS} FROM archive_post WHERE id IN ({marks(chunk)})", chunk)  # noqa: S608
        found.update((row.id, row) for row in map(_row, cursor.fetchall()))
    return found


def _row(row: Sequence[Any]) -> Standing:
    values = list(row)
    values[9], values[13], values[14] = bool(row[9]), bytes(row[13]), bool(row[14])
    return Standing(*values)


def suppressed(cursor: Any, keys: Sequence[Key], authors: Sequence[tuple[str, str] | None]) -> set[Key]:
    """The identities that a tombstone (the post's own, or its author's) keeps out."""
    stones: dict[bytes, list[Key]] = {}
    for key, author in zip(keys, authors, strict=True):
        for stone in (*tombstones_for(key), *([author_tombstone(*author)] if author else [])):
            stones.setdefault(stone, []).append(key)
    stopped: set[Key] = set()
    for chunk in chunks(list(stones)):
        cursor.execute(f"SELECT hash FROM archive_tombstone WHERE hash IN ({marks(chunk)})", chunk)  # noqa: S608
        for (stone,) in cursor.fetchall():
            stopped.update(stones[bytes(stone)])
    return stopped


def topics_of(cursor: Any, ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {post: set() for post in ids}
    for chunk in chunks(ids):
        cursor.execute(f"SELECT post, topic FROM archive_mention WHERE post IN ({marks(chunk)})", chunk)  # noqa: S608
        for post, topic in cursor.fetchall():
            found[post].add(topic)
    return found


def marks(values: Sequence[object]) -> str:
    return ",".join(["%s"] * len(values))


def chunks(values: Sequence[Any], size: int = _CHUNK) -> Iterable[Sequence[Any]]:
    return (values[at : at + size] for at in range(0, len(values), size))
