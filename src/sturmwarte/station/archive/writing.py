"""Writes a batch: decides per post what is new in it, then writes each table once.

All within the caller's transaction. A crash anywhere leaves nothing of the batch.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sturmwarte.core.post import Post
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.reading import Reading
from sturmwarte.station.archive.authors import named
from sturmwarte.station.archive.batch import Batch
from sturmwarte.station.archive.identity import Key, content_hash, key
from sturmwarte.station.archive.moments import micros
from sturmwarte.station.archive.records import Entry, Known, Outcome
from sturmwarte.station.archive.standing import Standing, chunks, marks, standing, suppressed


def known(cursor: Any, posts: Sequence[Post]) -> dict[tuple[str, str], Known]:
    """What is known of the posts' identities; those never met are missing."""
    keys = [key(post) for post in posts]
    there = standing(cursor, keys)
    found = {k[1:]: Known(row.content, row.deleted is not None, row.version) for k, row in there.items()}
    for stone in suppressed(cursor, keys, [_author(post) for post in posts]):
        found[stone[1:]] = Known(b"", True, 0)
    return found


def write(cursor: Any, entries: Sequence[Entry], now: int) -> list[Outcome]:
    """One outcome an entry, in their order. An identity that comes twice in a batch is taken in turn."""
    outcomes: dict[int, Outcome] = {}
    for turn in _turns(entries):
        outcomes.update(zip(turn, _write([entries[at] for at in turn], cursor, now), strict=True))
    return [outcomes[at] for at in range(len(entries))]


def correct(  # noqa: PLR0917 the face names them all
    cursor: Any,
    identity: Key,
    now: int,
    by: str,
    reading: Reading | None,
    verdict: Verdict | None,
    topics: Sequence[str] | None,
) -> bool:
    """Judges the newest version anew; what is None stays as it was. False when the post is not here."""
    there = standing(cursor, [identity])
    if identity not in there:
        return False
    row = there[identity]
    batch = Batch(cursor, there, now=now)
    batch.adjust(row, set(topics) if topics is not None else None, reading, verdict, by)
    batch.finish()
    return True


def _turns(entries: Sequence[Entry]) -> Iterator[list[int]]:
    waiting = list(range(len(entries)))
    while waiting:
        seen: set[Key] = set()
        turn: list[int] = []
        later: list[int] = []
        for at in waiting:
            identity = key(entries[at].post)
            (later if identity in seen else turn).append(at)
            seen.add(identity)
        yield turn
        waiting = later


def _write(entries: Sequence[Entry], cursor: Any, now: int) -> list[Outcome]:
    keys = [key(entry.post) for entry in entries]
    there = standing(cursor, keys)
    stopped = suppressed(cursor, keys, [_author(entry.post) for entry in entries])
    hashes = [content_hash(entry.post) for entry in entries]
    changed = [row for k, h in zip(keys, hashes, strict=True) if (row := there.get(k)) and row.content != h]
    old = _old_contents(cursor, changed)
    outcomes = [
        _outcome(entry.post, there.get(k), k in stopped, h, old)
        for entry, k, h in zip(entries, keys, hashes, strict=True)
    ]
    written = {
        named(e.post.identity[0], e.post.author)
        for e, outcome in zip(entries, outcomes, strict=True)
        if e.post.author and outcome in {"new", "edited"}
    }
    fresh = [e.post for e, outcome in zip(entries, outcomes, strict=True) if outcome == "new"]
    batch = Batch(cursor, there, fresh, written, now=now)
    for entry, k, h, outcome in zip(entries, keys, hashes, outcomes, strict=True):
        match outcome:
            case "new":
                batch.new(entry, k, h)
            case "heard_again":
                batch.heard_again(entry, there[k])
            case "edited":
                batch.edited(entry, there[k], h)
            case "deleted":
                batch.deleted(entry, k)
    batch.finish()
    return outcomes


def _outcome(
    post: Post, row: Standing | None, stopped: bool, content: bytes, old: set[tuple[int, bytes]]
) -> Outcome:
    """The order matters: a deletion is recorded even when the post was never seen, and beats everything."""
    if post.deleted_at is not None:
        return "suppressed" if stopped and row is None else "deleted"
    if stopped or (row is not None and row.deleted is not None):
        return "suppressed"
    if row is None:
        return "new"
    if row.content == content or (row.id, content) in old or _is_stale(post, row):
        return "heard_again"
    return "edited"


def _is_stale(post: Post, row: Standing) -> bool:
    """An old file read once more must not undo an edit that is already here."""
    edited = micros(post.edited_at)
    return row.edited is not None and edited is not None and edited < row.edited


def _old_contents(cursor: Any, rows: Sequence[Standing]) -> set[tuple[int, bytes]]:
    found: set[tuple[int, bytes]] = set()
    for chunk in chunks([row.id for row in rows]):
        cursor.execute(f"SELECT post, content FROM archive_version WHERE post IN ({marks(chunk)})", chunk)  # noqa: S608
        found.update((post, bytes(content)) for post, content in cursor.fetchall())
    return found


def _author(post: Post) -> tuple[str, str] | None:
    return (post.identity[0], post.author.id) if post.author else None
