"""How long what is kept: a pure policy, and the action that carries it out in small steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any, Literal

from sturmwarte.core.listen.retention import Otherwise, Retention
from sturmwarte.station.archive import index
from sturmwarte.station.archive.authors import drop_unused
from sturmwarte.station.archive.removal import mark_pending, remove
from sturmwarte.station.archive.standing import chunks, marks

What = Literal["post", "raw", "author"]
"""The post as a whole, only the payload it came in, or only the link to who wrote it."""

REASON = "kept long enough"
STEP = 2_000
"""Posts a transaction at most: a night's work must not hold the writer's lock for minutes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept for how long after it was heard. Empty `channel`, `source` and `form` mean any; `*`
    works."""

    what: What
    keep: timedelta
    channel: str = ""
    source: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules in order; for each `what` the first that fits a post counts. Without one it is kept."""

    rules: tuple[Rule, ...] = ()


def policy_of(wanted: Retention) -> Policy:
    """The plan's section as rules: what is said of some posts before what is said of all."""
    rules = [
        Rule(what, timedelta(days=days), other.channel, other.source, other.form)
        for other in wanted.otherwise
        for what, days in _spans(other)
    ]
    return Policy((*rules, *(Rule(what, timedelta(days=days)) for what, days in _spans(wanted))))


def _spans(said: Retention | Otherwise) -> list[tuple[What, int]]:
    pairs: list[tuple[What, int | None]]
    pairs = [("raw", said.raw_days), ("post", said.post_days), ("author", said.author_days)]
    return [(what, days) for what, days in pairs if days is not None]


DEFAULT = policy_of(Retention())
"""Three months to repair what a channel's parser got wrong, two years to compare with. A rule of thumb."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the policy looks at in a post; times in microseconds."""

    channel: str
    source: str
    form: str
    received: int
    expires: int | None = None


def due(policy: Policy, post: Kept, now: int) -> frozenset[What]:
    """What of a post has been kept long enough at `now`. What the author let expire goes as a whole.

    >>> due(Policy((Rule("raw", timedelta(days=1)),)), Kept("mail", "", "mail", 0), 172_800_000_000)
    frozenset({'raw'})
    """
    if post.expires is not None and post.expires <= now:
        return frozenset({"post"})
    whats: tuple[What, ...] = ("post", "raw", "author")
    found = frozenset(what for what in whats if (end := _end(policy, post, what)) is not None and end <= now)
    return frozenset({"post"}) if "post" in found else found


def _end(policy: Policy, post: Kept, what: What) -> int | None:
    for rule in policy.rules:
        if rule.what == what and _fits(rule, post):
            return post.received + int(rule.keep.total_seconds()) * 1_000_000
    return None


def _fits(rule: Rule, post: Kept) -> bool:
    pairs = ((rule.channel, post.channel), (rule.source, post.source), (rule.form, post.form))
    return all(not wanted or fnmatchcase(value, wanted) for wanted, value in pairs)


def oldest(policy: Policy, now: int) -> int | None:
    """Posts received after this cannot be due; None when no rule can be due at all."""
    days = [rule.keep for rule in policy.rules]
    return now - int(min(days).total_seconds()) * 1_000_000 if days else None


def carry_out(cursor: Any, policy: Policy, now: int, after: int = 0) -> tuple[dict[What, int], int | None]:
    """One step of at most `STEP` posts from row `after` on; returns counts and where to go on (None: done).

    What is done already is passed over: a payload is looked for among payloads, a name among names. Held
    posts only leave the lists.
    """
    limit = oldest(policy, now)
    cursor.execute(
        "SELECT p.id, p.realm, p.network, p.gid, p.channel, p.source, p.form, p.received, p.expires,"
        " p.author_id, EXISTS (SELECT 1 FROM archive_raw r WHERE r.post = p.id) FROM archive_post p"
        " WHERE p.id > %s AND p.deleted IS NULL AND (p.received <= %s OR p.expires <= %s)"
        " ORDER BY p.id LIMIT %s",
        [after, limit if limit is not None else -1, now, STEP],
    )
    rows = cursor.fetchall()
    plan: dict[What, list[Any]] = {"post": [], "raw": [], "author": []}
    for row in rows:
        for what in due(policy, Kept(*row[4:9]), now):
            plan[what].append(row)
    plan["raw"] = [row for row in plan["raw"] if row[10]]
    plan["author"] = [row for row in plan["author"] if row[9] is not None]
    remove(cursor, [tuple(row[1:4]) for row in plan["post"]], REASON, now, relearn=False)
    _drop_raw(cursor, [row[0] for row in plan["raw"]])
    _unname(cursor, [row[0] for row in plan["author"]])
    if any(plan.values()):
        mark_pending(cursor, now)
    counts: dict[What, int] = {what: len(found) for what, found in plan.items()}
    return counts, rows[-1][0] if len(rows) == STEP else None


def _drop_raw(cursor: Any, ids: Sequence[int]) -> None:
    for chunk in chunks(ids):
        cursor.execute(f"DELETE FROM archive_raw WHERE post IN ({marks(chunk)})", chunk)  # noqa: S608


def _unname(cursor: Any, ids: Sequence[int]) -> None:
    """Takes the author off the posts: their names, the index's terms for them, and the payload that repeats
    them."""
    authors: set[int] = set()
    for chunk in chunks(ids):
        places = marks(chunk)
        cursor.execute(f"SELECT author FROM archive_version WHERE post IN ({places})", chunk)  # noqa: S608
        authors.update(author for (author,) in cursor.fetchall() if author is not None)
        cursor.execute(f"UPDATE archive_version SET author = NULL WHERE post IN ({places})", chunk)  # noqa: S608
        cursor.execute(f"UPDATE archive_post SET author_id = NULL WHERE id IN ({places})", chunk)  # noqa: S608
    _drop_raw(cursor, ids)
    for post in ids:
        terms = [term for term in index.terms_of(cursor, post) if not term.startswith("=author=")]
        index.replace(cursor, [(post, terms)])
    drop_unused(cursor, authors)
