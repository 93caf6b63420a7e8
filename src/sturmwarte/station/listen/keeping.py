"""Puts what a source heard on disk: posts, cursor, counts and gaps in one transaction.

A crash before its end leaves the cursor where it was and the posts are heard again; after its end both are
safe. What is heard again has the same identity, so the archive holds it once. On SQLite the transaction
begins by taking the writer's place: a source removed or changed meanwhile keeps nothing more.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import F

from sturmwarte.channels.contract import Dropped, Gap, Heard
from sturmwarte.channels.describe import Kind
from sturmwarte.core.post import LIVE, Post
from sturmwarte.core.reason import Reason
from sturmwarte.station.archive import Archive
from sturmwarte.station.listen import inbox, models, probes, tallies
from sturmwarte.station.listen.posting import unfit, written
from sturmwarte.station.listen.words import as_row

REMEMBERED = 4_000
GAP_UNNOTICED = timedelta(seconds=90)
"""A stream that was away for less caught up with nothing worth telling."""


class Overtaken(Exception):
    """The source was removed, rested or changed while this was on its way: nothing was kept."""


@dataclass
class Recent:
    """What a subscription brought lately, so that a feed read again does not fill the inbox anew.

    Holds hashes only. An edit, new counters or a deletion make another line and pass.
    """

    most: int = REMEMBERED
    _known: "OrderedDict[tuple[str, str], bytes]" = field(default_factory=OrderedDict)

    def fresh(self, lines: Iterable["Written"]) -> list["Written"]:
        return [line for line in lines if self._known.get(line.identity) != line.hash]

    def note(self, lines: Iterable["Written"]) -> None:
        """After they were kept: what a failed transaction lost must come again."""
        for line in lines:
            self._known[line.identity] = line.hash
            self._known.move_to_end(line.identity)
        while len(self._known) > self.most:
            self._known.popitem(last=False)


@dataclass(frozen=True)
class Written:
    post: Post
    body: bytes
    run: str = LIVE

    @property
    def identity(self) -> tuple[str, str]:
        return self.post.identity

    @property
    def hash(self) -> bytes:
        return blake2b(self.body, digest_size=16).digest()


@dataclass(frozen=True)
class Kept:
    """What a step brought: lines put into the inbox, new items among them, and the posts themselves."""

    lines: int = 0
    items: int = 0
    rejected: int = 0
    posts: Sequence[Post] = ()


def keep(
    source: models.Source,
    subscription: models.Subscription,
    heard: Heard,
    now: datetime,
    *,
    kind: Kind,
    recent: Recent | None = None,
    resumed: bool = False,
) -> Kept:
    """Keeps one step. `source` is the row as it was connected, `resumed`: the first answer since it was.

    Raises `Overtaken`, or Django's DatabaseError when nothing could be written: then the step must be heard
    again.
    """
    recent = recent if recent is not None else Recent()
    lines, unfitting = _sorted(source, kind, heard, now)
    fresh = recent.fresh(lines)
    items = _new(fresh)
    with transaction.atomic():
        _still(source)
        row = models.Subscription.objects.get(pk=subscription.pk)
        _put(fresh, source, now)
        inbox.reject([*(_rejected(d, source, now) for d in heard.dropped), *unfitting])
        gaps = [*heard.gaps, *(_unreplayed(row, heard, now) if resumed else [])]
        models.Gap.objects.bulk_create(_gap(gap, source, row, now) for gap in gaps)
        tallies.add(source.id, row, [line.post for line in items], gaps, heard.asked, now)
        _advance(row, heard, len(items), now)
    recent.note(fresh)
    return Kept(len(fresh), len(items), len(heard.dropped) + len(unfitting), [line.post for line in fresh])


def keep_found(source: models.Source, posts: Sequence[Post], now: datetime, *, kind: Kind) -> Kept:
    """Posts that belong to no subscription: fetched parents, our own replies, calls from the platform."""
    lines, unfitting = _sorted(source, kind, Heard(posts), now)
    with transaction.atomic():
        _still(source)
        _put(lines, source, now)
        inbox.reject(unfitting)
    return Kept(len(lines), 0, len(unfitting), [line.post for line in lines])


def _still(source: models.Source) -> None:
    there = models.Source.objects.filter(pk=source.pk, version=source.version, removed_at=None, resting=False)
    if not there.exists():
        raise Overtaken(source.pk)


def _sorted(
    source: models.Source, kind: Kind, heard: Heard, now: datetime
) -> tuple[list[Written], list[models.Rejected]]:
    good: list[Written] = []
    bad: list[models.Rejected] = []
    marks = probes.open_marks(source.id, heard.posts)
    for post in heard.posts:
        if why := unfit(post, kind):
            bad.append(_misfit(post, why, source, now))
            continue
        # When it came is the inbox's to say; a channel's own clock would make every line a new one.
        placed = msgspec.structs.replace(
            post, channel=source.channel, source=source.id, run=LIVE, received_at=None
        )
        run = probes.RUN if marks and probes.mark_in(placed, marks) else LIVE
        good.append(Written(placed, written(placed), run))
    return good, bad


def _new(lines: Sequence[Written]) -> list[Written]:
    """Those that the archive does not know: an edit, a deletion or a page read again is no traffic."""
    alive = [line for line in lines if line.post.deleted_at is None and line.run == LIVE]
    if not alive or connection.vendor != "sqlite":
        return alive
    known = Archive().known([line.post for line in alive])
    return list({line.identity: line for line in alive if line.identity not in known}.values())


def _put(lines: Sequence[Written], source: models.Source, now: datetime) -> None:
    for run in sorted({line.run for line in lines}):
        inbox.put([inbox.Line(x.body) for x in lines if x.run == run], source.channel, now, run=run)
    probes.heard([line.post for line in lines if line.run == probes.RUN], source.id, now)


def _unreplayed(row: models.Subscription, heard: Heard, now: datetime) -> list[Gap]:
    """A stream without a cursor cannot bring what came while it was away, whether it says so or not."""
    if not (row.streams and heard.asked and row.asked_at) or heard.gaps or row.cursor or heard.cursor:
        return []
    if now - row.asked_at < GAP_UNNOTICED:
        return []
    return [Gap(row.asked_at, now, Reason("gap.not_replayed"))]


def _advance(row: models.Subscription, heard: Heard, items: int, now: datetime) -> None:
    changed: dict[str, Any] = {"slowed": as_row(heard.slowed)}
    if heard.cursor is not None:
        changed["cursor"] = dict(heard.cursor)
    if heard.asked:
        changed |= {"asked_at": now, "trouble": {}, "trouble_since": None, "failures": 0, "next_at": None}
    if items:
        changed |= {"heard_at": now, "items": F("items") + items}
    models.Subscription.objects.filter(pk=row.pk).update(**changed)


def _gap(gap: Gap, source: models.Source, row: models.Subscription, now: datetime) -> models.Gap:
    return models.Gap(
        source=source.id,
        subscription=row.name,
        topic=row.topic,
        since=gap.since,
        until=max(gap.since, gap.until),
        why=as_row(gap.why),
        noted_at=now,
    )


def _rejected(dropped: Dropped, source: models.Source, now: datetime) -> models.Rejected:
    return models.Rejected(
        channel=source.channel, stage="channel", error=dropped.why[:2000], line=dropped.body[:200_000], at=now
    )


def _misfit(post: Post, why: str, source: models.Source, now: datetime) -> models.Rejected:
    network, id = post.identity
    return models.Rejected(
        channel=source.channel,
        network=network[:100],
        post=id[:500],
        author=(post.author.id if post.author else "")[:500],
        stage="channel",
        error=why[:2000],
        line=written(post)[:200_000],
        at=now,
    )
