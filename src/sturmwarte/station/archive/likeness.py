"""Which posts say the same: a number over a post's words, and who else wrote them lately.

Exact on the words as queries see them (order, case, signs and spelling of umlauts do not count). Near copies
would need another number and another index; callers would not notice.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sturmwarte.core.post import Post
from sturmwarte.station.archive.identity import earliest_id, realm
from sturmwarte.station.archive.keys import pseudonym
from sturmwarte.station.archive.moments import moment
from sturmwarte.station.archive.standing import chunks, marks

FEWEST_TERMS = 5
""""Vielen Dank!" is written by thousands and copied by nobody."""
FEW, MOST = 20, 500
"""Texts with few copies are looked at together; of those with many the newest: no rule asks for more."""


class Like(NamedTuple):
    """A post among those of one text. `who` is the author's pseudonym, `?` and the id where there is none."""

    network: str
    gid: str
    who: str
    verdict: str
    at: datetime


def likeness(post: Post, tokens: Sequence[str]) -> int | None:
    """The same for posts with the same words; None for too few words, and for reposts, which networks
    count themselves. Replays and drills have numbers of their own."""
    if len(tokens) < FEWEST_TERMS or post.is_repost:
        return None
    said = "\0".join((realm(post.run), *sorted(set(tokens)))).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big", signed=True)


def who(post: Post) -> str:
    """The author as a `Like` names them."""
    return pseudonym(post.identity[0], post.author.id) if post.author else f"?{post.id}"


def alike(cursor: Any, numbers: Iterable[int], since: int) -> dict[int, list[Like]]:
    """The posts of each number created since, the oldest first; ours and held ones are left out."""
    found: dict[int, list[Like]] = {}
    first = earliest_id(since)
    for chunk in chunks(sorted(set(numbers))):
        few, many = _parted(cursor, chunk, first)
        cursor.execute(_ALIKE.format(numbers=marks(few)), [*few, first, FEW * len(few)])
        rows = cursor.fetchall()
        for number in many:
            cursor.execute(_ALIKE.format(numbers="%s"), [number, first, MOST])
            rows += cursor.fetchall()
        for number, network, gid, who, verdict, at in reversed(rows):
            found.setdefault(number, []).append(Like(network, gid, who, verdict, moment(at)))
    return found


def _parted(cursor: Any, numbers: Sequence[int], first: int) -> tuple[list[int], list[int]]:
    """Those with few posts, for one query, and those with many, each for one that stops in time."""
    places = ",".join(["(%s)"] * len(numbers))
    cursor.execute(
        f"WITH k (f) AS (VALUES {places}) SELECT f, (SELECT count(*) FROM (SELECT 1 FROM archive_post p"  # noqa: S608
        " WHERE p.likeness = f AND p.id >= %s LIMIT %s)) FROM k",
        [*numbers, first, FEW + 1],
    )
    counted = [(number, count) for number, count in cursor.fetchall() if count]
    return [n for n, count in counted if count <= FEW], [n for n, count in counted if count > FEW]


_ALIKE = (
    "SELECT p.likeness, p.network, p.gid, coalesce(a.pseudonym, '?' || p.gid), p.verdict, p.created"
    " FROM archive_post p LEFT JOIN archive_author a ON a.id = p.author_id"
    " WHERE p.likeness IN ({numbers}) AND p.id >= %s AND NOT p.held AND NOT p.own"
    " ORDER BY p.id DESC LIMIT %s"
)
