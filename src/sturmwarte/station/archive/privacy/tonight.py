"""What the coming night takes out, by channel and source: told before it happens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from django.db import connection

from sturmwarte.station.archive.identity import REAL
from sturmwarte.station.archive.moments import micros, moment
from sturmwarte.station.archive.retention import Policy, What


@dataclass(frozen=True, slots=True)
class Going:
    """One channel and source: how many posts there are, since when, and how many (or whose payloads and
    names) go. `expiring`: stories whose author let them end by then."""

    channel: str
    source: str
    posts: int
    oldest: datetime
    whole: int
    payloads: int
    names: int
    expiring: int

    @property
    def any(self) -> int:
        return self.whole + self.payloads + self.names + self.expiring


def tonight(policy: Policy, night: datetime) -> list[Going]:
    """Counted by channel, source and form; those of one channel and source are added up. Held posts stay, and
    are not counted."""
    found: dict[tuple[str, str], Going] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT channel, source, form, count(*), min(received),"
            " sum(CASE WHEN expires <= %s THEN 1 ELSE 0 END) FROM archive_post"
            " WHERE realm = %s AND deleted IS NULL AND held = %s GROUP BY channel, source, form",
            [micros(night), REAL, False],
        )
        for channel, source, form, posts, oldest, expiring in cursor.fetchall():
            kind = (channel, source, form)
            whole, payloads, names = (_count(cursor, policy, what, kind, night, oldest) for what in _WHATS)
            one = Going(channel, source, posts, moment(oldest), whole, payloads, names, expiring)
            found[channel, source] = _sum(found.get((channel, source)), one)
    return sorted(found.values(), key=lambda one: (-one.any, one.channel, one.source))


_WHATS: tuple[What, ...] = ("post", "raw", "author")
_AND = {
    "post": "",
    "raw": " AND EXISTS (SELECT 1 FROM archive_raw r WHERE r.post = p.id)",
    "author": " AND p.author_id IS NOT NULL",
}


def _count(
    cursor: Any, policy: Policy, what: What, kind: tuple[str, str, str], night: datetime, oldest: int
) -> int:
    span = keep_of(policy, what, kind)
    if span is None or oldest > (limit := micros(night - span)):
        return 0
    newest_whole = keep_of(policy, "post", kind) if what != "post" else None
    since = micros(night - newest_whole) if newest_whole is not None else -1
    cursor.execute(
        "SELECT count(*) FROM archive_post p WHERE realm = %s AND deleted IS NULL AND held = %s"  # noqa: S608
        f" AND channel = %s AND source = %s AND form = %s AND received <= %s AND received > %s{_AND[what]}",
        [REAL, False, *kind, limit, since],
    )
    return int(cursor.fetchone()[0])


def keep_of(policy: Policy, what: What, kind: tuple[str, str, str]) -> timedelta | None:
    """How long this is kept of posts of a (channel, source, form); None: as long as the station lives."""
    for rule in policy.rules:
        wanted = zip((rule.channel, rule.source, rule.form), kind, strict=True)
        if rule.what == what and all(not pattern or fnmatchcase(value, pattern) for pattern, value in wanted):
            return rule.keep
    return None


def _sum(before: Going | None, one: Going) -> Going:
    if before is None:
        return one
    return Going(
        one.channel, one.source, before.posts + one.posts, min(before.oldest, one.oldest),
        before.whole + one.whole, before.payloads + one.payloads, before.names + one.names,
        before.expiring + one.expiring,
    )  # fmt: skip
