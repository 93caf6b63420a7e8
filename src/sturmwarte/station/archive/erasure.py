"""Erasing a person: found by handle, taken out everywhere, and kept out.

1. `erase` (one transaction): posts with all versions, payloads, judgements and index terms; the author's
   names; lines waiting in the inbox and lines set aside; personal values in the audit trail; a tombstone a
   post.
2. `finish_erasure` (later, no transaction, again and again until it says so): merges the index, empties the
   log. Until then the words may still lie in the files, though nothing finds them; a crash between the two
   leaves a mark that says so.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sturmwarte.station.archive import merging, vocabulary
from sturmwarte.station.archive.authors import folded
from sturmwarte.station.archive.identity import Key
from sturmwarte.station.archive.keys import author_tombstone, keyed, tombstones_for
from sturmwarte.station.archive.moments import moment
from sturmwarte.station.archive.records import Change
from sturmwarte.station.archive.removal import PENDING, remove
from sturmwarte.station.campaigns import memory
from sturmwarte.station.ledger.record import forget_personal
from sturmwarte.station.listen.models import Inbox, Rejected

REQUESTED = "erased at a person's request"
MERGING = "index_merging"
"""The fact that says the index is being merged."""
STEP = timedelta(milliseconds=250)
"""Longer no call works, as posts wait meanwhile."""
_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Person:
    """An account on a network, with every handle and name it used here and how many posts are its own."""

    network: str
    account: str
    handles: tuple[str, ...]
    names: tuple[str, ...]
    posts: int
    pseudonym: str


def find(cursor: Any, handle: str, network: str | None = None) -> list[Person]:
    """The accounts behind a handle (or an account's id), in any case and with or without @."""
    wanted = folded(handle)
    also, values = ("", []) if network is None else (" AND network = %s", [network])
    cursor.execute(
        "SELECT DISTINCT network, account FROM archive_author"  # noqa: S608
        f" WHERE (folded = %s OR account = %s OR pseudonym = %s){also} ORDER BY 1, 2",
        [wanted, handle, handle.upper(), *values],
    )
    return [_person(cursor, *account) for account in cursor.fetchall()]


def _person(cursor: Any, network: str, account: str) -> Person:
    cursor.execute(
        "SELECT id, handle, name, pseudonym FROM archive_author WHERE network = %s AND account = %s"
        " ORDER BY id",
        [network, account],
    )
    rows = cursor.fetchall()
    handles = tuple(dict.fromkeys(row[1] for row in rows if row[1]))
    names = tuple(dict.fromkeys(row[2] for row in rows if row[2]))
    return Person(network, account, handles, names, len(keys_of(cursor, network, account)), rows[0][3])


def ids_of(cursor: Any, network: str, account: str) -> list[int]:
    cursor.execute(
        "SELECT id FROM archive_post WHERE author_id IN"
        " (SELECT id FROM archive_author WHERE network = %s AND account = %s) ORDER BY id",
        [network, account],
    )
    return [post for (post,) in cursor.fetchall()]


def keys_of(cursor: Any, network: str, account: str) -> list[Key]:
    """The identities of all posts an account wrote, in every realm."""
    cursor.execute(
        "SELECT realm, network, gid FROM archive_post WHERE author_id IN"
        " (SELECT id FROM archive_author WHERE network = %s AND account = %s) ORDER BY id",
        [network, account],
    )
    return [tuple(row) for row in cursor.fetchall()]


def erase(cursor: Any, network: str, account: str, now: int, *, reason: str, objection: bool) -> Change:
    """Erases an account's posts and names. With `objection` its future posts are kept out too (a keyed
    hash)."""
    keys = keys_of(cursor, network, account)
    cursor.execute(
        "SELECT handle FROM archive_author WHERE network = %s AND account = %s", [network, account]
    )
    handles = {row[0] for row in cursor.fetchall()} - {""}
    done = remove(cursor, keys, reason or REQUESTED, now)
    if objection:
        cursor.execute(
            "INSERT INTO archive_tombstone (hash, at, reason) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [author_tombstone(network, account), now, reason or REQUESTED],
        )
    beside = erase_lines(network, {account}, handles, {key[2] for key in keys})
    beside += sum(forget_personal(f"{network}:{name}") for name in sorted({account, *handles}))
    cursor.execute(
        "DELETE FROM archive_author WHERE network = %s AND account = %s AND NOT EXISTS"
        " (SELECT 1 FROM archive_version v WHERE v.author = archive_author.id)",
        [network, account],
    )
    return Change(done.removed, done.held, beside)


def erase_posts(cursor: Any, keys: Sequence[Key], reason: str, now: int) -> Change:
    """Single posts, wherever they lie; a tombstone each, also for those never seen."""
    done = remove(cursor, keys, reason, now)
    beside = sum(erase_lines(network, set(), set(), {gid}) for _, network, gid in keys)
    return Change(done.removed, done.held, beside)


def erase_lines(network: str, accounts: set[str], handles: set[str], gids: set[str]) -> int:
    """Lines that wait or were set aside. A line nobody can read goes when a handle stands in it."""
    folded_handles = {folded(handle) for handle in handles}
    gone = 0
    for model in (Inbox, Rejected):
        ids = [
            row.pk
            for row in model.objects.all().iterator(chunk_size=_LINES)
            if _about(bytes(row.line), row, network, accounts, folded_handles, gids)
        ]
        for at in range(0, len(ids), _LINES):
            gone += model.objects.filter(pk__in=ids[at : at + _LINES]).delete()[0]
    return gone


def _about(
    line: bytes, row: Inbox | Rejected, network: str, accounts: set[str], handles: set[str], gids: set[str]
) -> bool:
    if isinstance(row, Rejected) and row.author and (row.author in accounts or folded(row.author) in handles):
        return True
    if isinstance(row, Rejected) and row.network == network and row.post in gids:
        return True
    try:
        record = json.loads(line)
    except ValueError:
        text = line.decode("utf-8", "replace").casefold()
        return any(handle in text for handle in handles)
    if not isinstance(record, dict):
        return False
    channel = str(record.get("channel") or row.channel)
    if (record.get("network") or channel.partition(":")[0]) != network:
        return False
    author = record.get("author")
    names = [author] if isinstance(author, str) else list(author.values()) if isinstance(author, dict) else []
    known = {str(name) for name in names if name is not None}
    return (
        bool(known & accounts) or bool({folded(n) for n in known} & handles) or str(record.get("id")) in gids
    )


def is_pending(cursor: Any) -> bool:
    """Whether words of erased posts may still lie in the files."""
    return _stands(cursor, PENDING) or _stands(cursor, MERGING)


def finish_erasure(cursor: Any, *, always: bool = False) -> bool:
    """Drops the erased words from index, vocabulary, free pages and log. Call outside a transaction.

    False when there is more to do than `STEP`, or a reader kept the log from being emptied: call again. Does
    nothing when nothing was erased, unless `always`.
    """
    if not (always or is_pending(cursor)):
        return True
    memory.settle()
    if not _stands(cursor, MERGING):
        _begin(cursor)
    if not (merging.go_on(cursor, STEP) and vocabulary.forget(cursor, STEP)):
        return False
    # Overwritten with zeros (secure_delete) in the database already; the log still has the old pages.
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    busy = cursor.fetchone()[0]
    if busy:
        return False
    cursor.execute("DELETE FROM archive_fact WHERE key = %s", [MERGING])
    return not _stands(cursor, PENDING)  # what was erased meanwhile lies in newer pieces: once more


@transaction.atomic
def _begin(cursor: Any) -> None:
    """From here on what is erased waits for the merge after this one."""
    merging.begin(cursor)
    cursor.execute("DELETE FROM archive_fact WHERE key = %s", [PENDING])
    cursor.execute("INSERT INTO archive_fact (key, value) VALUES (%s, '')", [MERGING])


def _stands(cursor: Any, fact: str) -> bool:
    cursor.execute("SELECT 1 FROM archive_fact WHERE key = %s", [fact])
    return cursor.fetchone() is not None


def files_with(cursor: Any, network: str, account: str) -> list[tuple[str, str, int]]:
    """Exported files that hold posts of an account: (name, who, when). They are outside our reach."""
    member = keyed("member", network, account)[:8]
    cursor.execute("SELECT name, by, at, members FROM archive_exportedfile ORDER BY at")
    return [
        (name, by, at)
        for name, by, at, members in cursor.fetchall()
        if any(bytes(members[i : i + 8]) == member for i in range(0, len(members), 8))
    ]


def mentioned(cursor: Any, handle: str) -> int:
    """How many posts of others name the handle in their text: a person decides about those."""
    term = '"' + ("@" + folded(handle)).replace('"', '""') + '"'
    cursor.execute("SELECT count(*) FROM archive_index WHERE archive_index MATCH %s", [term])
    n: int = cursor.fetchone()[0]
    return n


def tombstones(cursor: Any) -> list[tuple[bytes, datetime, str]]:
    cursor.execute("SELECT hash, at, reason FROM archive_tombstone ORDER BY at, hash")
    return [(bytes(stone), moment(at), reason) for stone, at, reason in cursor.fetchall()]


def replay(cursor: Any, stones: Sequence[tuple[bytes, int, str]], now: int) -> int:
    """Tombstones say nothing by themselves, so every post and author is hashed and looked up among them."""
    cursor.executemany(
        "INSERT INTO archive_tombstone (hash, at, reason) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", stones
    )
    told = {bytes(stone) for stone, _, _ in stones}
    gone = 0
    cursor.execute("SELECT DISTINCT network, account FROM archive_author")
    for network, account in cursor.fetchall():
        if author_tombstone(network, account) in told:
            gone += erase(cursor, network, account, now, reason="", objection=True).removed
    cursor.execute("SELECT realm, network, gid FROM archive_post WHERE deleted IS NULL")
    keys = [key for row in cursor.fetchall() if told.intersection(tombstones_for(key := tuple(row)))]
    return gone + erase_posts(cursor, keys, "", now).removed
