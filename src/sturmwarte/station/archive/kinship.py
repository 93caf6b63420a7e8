"""What stands around posts in their conversations: whose their parents are, and what we have replied."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from sturmwarte.core.post import Post
from sturmwarte.station.archive.identity import Key, key, realm
from sturmwarte.station.archive.moments import moment
from sturmwarte.station.archive.standing import chunks

Identity = tuple[str, str]
MOST_REPLIES = 2_000


@dataclass(frozen=True, slots=True)
class Told:
    """One known post: whether it is ours, its conversation's name, its author's account ("" unknown)."""

    own: bool
    thread: str
    account: str


@dataclass(frozen=True, slots=True)
class OwnReply:
    """A post of ours that replies to `to`; `names` are those its conversation goes by."""

    network: str
    to: str
    at: datetime
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kin:
    """`posts`: the parents and beginnings that are known. `replies`: ours in the same conversations."""

    posts: dict[Identity, Told]
    replies: list[OwnReply]


class _Place(msgspec.Struct):
    in_reply_to: str = ""
    root: str = ""


_place = msgspec.json.Decoder(_Place).decode


def kin(cursor: Any, posts: Sequence[Post]) -> Kin:
    """What is known around posts of one run: two queries, a third where we have replied."""
    around = {(*key(post)[:2], name) for post in posts for name in (post.in_reply_to, post.root) if name}
    told = _told(cursor, sorted(around))
    names = {(*key(post)[:2], post.id) for post in posts} | around
    names |= {(*k[:2], about.thread) for k, about in told.items()}
    replies = _replies(cursor, sorted(names))
    answered = {(realm(posts[0].run), reply.network, reply.to) for reply in replies} - told.keys()
    told |= _told(cursor, sorted(answered))
    return Kin({k[1:]: about for k, about in told.items()}, replies)


def _told(cursor: Any, keys: Sequence[Key]) -> dict[Key, Told]:
    found: dict[Key, Told] = {}
    for chunk in chunks(keys):
        places = ",".join(["(%s,%s,%s)"] * len(chunk))
        cursor.execute(
            f"WITH k (r, n, g) AS (VALUES {places})"  # noqa: S608
            " SELECT r, n, g, p.own, p.thread, coalesce(a.account, '') FROM k CROSS JOIN archive_post p"
            " LEFT JOIN archive_author a ON a.id = p.author_id"
            " WHERE p.realm = r AND p.network = n AND p.gid = g",
            [part for one in chunk for part in one],
        )
        for r, n, g, own, thread, account in cursor.fetchall():
            found[r, n, g] = Told(bool(own), thread, account)
    return found


def _replies(cursor: Any, threads: Iterable[Key]) -> list[OwnReply]:
    found: list[OwnReply] = []
    for chunk in chunks(list(threads)):
        places = ",".join(["(%s,%s,%s)"] * len(chunk))
        cursor.execute(
            # `p.own` alone, as the partial index has it: of all posts only the few of ours are looked at.
            f"WITH k (r, n, t) AS (VALUES {places})"  # noqa: S608
            " SELECT p.network, p.thread, p.created, v.body FROM k CROSS JOIN archive_post p"
            " JOIN archive_version v ON v.post = p.id AND v.number = p.version"
            " WHERE p.own AND p.network = n AND p.thread = t AND p.realm = r"
            f" ORDER BY p.id DESC LIMIT {MOST_REPLIES}",
            [part for one in chunk for part in one],
        )
        for network, thread, created, body in cursor.fetchall():
            place = _place(bytes(body))
            at = moment(created)
            if place.in_reply_to and at:
                names = frozenset({thread, place.root, place.in_reply_to} - {""})
                found.append(OwnReply(network, place.in_reply_to, at, names))
    return found
