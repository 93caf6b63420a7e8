"""The search for copies, kept so that it goes on after a crash exactly where it stood.

What it meets is written to a journal in the transaction that stores the posts; every `FOLD_AFTER` rows, and
whenever a remembered post goes, the whole state is written anew and the journal emptied (decision 703).
"""

import logging
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

import msgspec
from django.db import transaction
from django.db.models import Count, Max

from sturmwarte import packs
from sturmwarte.core.understand.campaign import (
    Campaign,
    Campaigns,
    Heard,
    Joined,
    State,
    StateUnreadable,
)
from sturmwarte.core.understand.campaign.words import words
from sturmwarte.station.archive.identity import realm
from sturmwarte.station.campaigns.cleaning import cleaned
from sturmwarte.station.campaigns.models import Journal, Memory
from sturmwarte.station.ledger.models import Run
from sturmwarte.station.ledger.rows import insert

Identity = tuple[str, str]
ADD, AGAIN, FORGET = Journal.Act.ADD, Journal.Act.AGAIN, Journal.Act.FORGET

FOLD_AFTER = 5_000
"""Rows of the journal: played back in under a second at the next start."""

log = logging.getLogger("sturmwarte.campaigns")
_encode = msgspec.msgpack.encode


class _Row(NamedTuple):
    """A row of the journal that is still to be written. Not an object of the model: each mention makes one,
    and the model's costs ten times as much."""

    run: str
    act: Journal.Act
    network: str
    post: str
    heard: bytes


class Remembered:
    """The campaigns of one run in memory. The stored state decides: what others changed there is taken over.

    1. `take` hears posts; 2. `keep`, in the transaction that stores them, writes what was heard. A crash
    between the two loses what the posts are told anew with; a post that comes again counts once.
    """

    def __init__(self, run: str) -> None:
        self.run = realm(run)
        self._campaigns: Campaigns | None = None
        self._known: set[Identity] = set()
        self._pending: list[_Row] = []
        self._seen = 0
        self._stale = False
        self._touched: set[str] = set()

    def take(self, posts: Sequence[Heard], edited: Collection[Identity] = ()) -> list[Joined | None]:
        """Which campaign each post belongs to. Those in `edited` are heard anew with their present words."""
        campaigns = self._up_to_date()
        joined: list[Joined | None] = []
        waiting: list[Heard] = []
        for post in posts:
            if post.identity in edited and post.identity in self._known:
                joined += campaigns.add_batch(waiting)
                waiting = []
                campaigns.forget(post.identity)
                self._pending.append(self._row(AGAIN, post))
            elif post.identity not in self._known:
                self._pending.append(self._row(ADD, post))
            self._known.add(post.identity)
            waiting.append(post)
        return joined + campaigns.add_batch(waiting)

    def campaigns(self, ids: Iterable[str]) -> dict[str, Campaign | None]:
        """Each by its id, as they stand after what was taken last."""
        campaigns = self._up_to_date()
        return {id: campaigns.campaign(id) for id in ids}

    def drop(self, identity: Identity) -> None:
        """Takes back a post that is not stored after all."""
        mine = [row for row in self._pending if (row.network, row.post) == identity]
        self._pending = [row for row in self._pending if row not in mine]
        if any(row.act == ADD for row in mine):
            self._known.discard(identity)
            self._up_to_date().forget(identity)

    def keep(self, stored: Collection[Identity]) -> None:
        """Writes what was heard of the posts that were stored. In the caller's transaction."""
        self._up_to_date()
        mine = [row for row in self._pending if (row.network, row.post) in stored]
        insert(Journal, _Row._fields, mine)
        told = Journal.objects.filter(run=self.run).aggregate(last=Max("pk"), rows=Count("pk"))
        if self._stale or told["rows"] >= FOLD_AFTER:
            self._fold()
        # Numbers count once they are committed: one that was rolled back is given again.
        seen = told["last"] or self._seen
        transaction.on_commit(lambda: self._committed(mine, seen))

    def settle(self) -> None:
        """Brings in what was told to be forgotten and writes the state without it. In a transaction."""
        self._up_to_date()
        self._fold()

    def _committed(self, mine: Sequence[_Row], seen: int) -> None:
        written = set(map(id, mine))
        self._pending = [row for row in self._pending if id(row) not in written]
        self._seen, self._stale = seen, False

    def _up_to_date(self) -> Campaigns:
        upto = Memory.objects.filter(run=self.run).values_list("upto", flat=True).first() or 0
        if self._campaigns is None or upto > self._seen:
            self._campaigns = self._load()
        else:
            gone = Journal.objects.filter(run=self.run, act=FORGET, pk__gt=self._seen).order_by("pk")
            self._forget(self._campaigns, gone.values_list("network", "post"))
        return self._campaigns

    def _load(self) -> Campaigns:
        kept = Memory.objects.filter(run=self.run).first()
        campaigns, self._known = _restored(bytes(kept.state)) if kept else _empty()
        self._seen = kept.upto if kept else 0
        since = Journal.objects.filter(run=self.run, pk__gt=self._seen).order_by("pk")
        for act, rows in groupby(since.iterator(chunk_size=1_000), key=lambda row: row.act):
            for part in _parts(rows):
                self._play(campaigns, act, part)
                self._seen = part[-1].pk
        # Heard but not stored when the stored state changed: the batch is under way, or will come again.
        for row in self._pending:
            if row.act == AGAIN or (row.network, row.post) not in self._known:
                self._play(campaigns, AGAIN, [row])
        return campaigns

    def _play(self, campaigns: Campaigns, act: str, rows: Sequence[Journal | _Row]) -> None:
        names = [(row.network, row.post) for row in rows]
        if act == FORGET:
            self._forget(campaigns, names)
            return
        for row, name in zip(rows, names, strict=True) if act == AGAIN else ():
            campaigns.forget(name)
            campaigns.add_batch([_heard(row)])
        if act == ADD:
            campaigns.add_batch([_heard(row) for row in rows])
        self._known.update(names)

    def _forget(self, campaigns: Campaigns, names: Iterable[Identity]) -> None:
        for name in names:
            belongs = campaigns.of(name)
            if campaigns.forget(name):
                self._stale = True
                self._touched |= {belongs} if belongs else set()
            self._known.discard(name)

    def _fold(self) -> None:
        assert self._campaigns is not None
        mine = Journal.objects.filter(run=self.run)
        upto = mine.order_by("-pk").values_list("pk", flat=True).first() or self._seen
        state = self._campaigns.state()
        if (clean := cleaned(state, self._touched)) is not state:
            state, self._campaigns = clean, Campaigns.restore(clean, nothing=_nothing())
        self._touched = set()
        packed = zlib.compress(_encode(state), 1)
        Memory.objects.update_or_create(run=self.run, defaults={"upto": upto, "state": packed})
        mine.filter(pk__lte=upto).delete()
        self._known = {post.identity for post in state.posts}

    def _row(self, act: Journal.Act, post: Heard) -> _Row:
        network, name = post.identity
        return _Row(self.run, act, network[:100], name[:500], _encode(post))


def settle() -> None:
    """Rewrites each run's state that a deleted post may still be in. Outside a transaction, by the process
    that writes the archive."""
    runs = Journal.objects.filter(act=FORGET).order_by().values_list("run", flat=True).distinct()
    for run in list(runs):
        with transaction.atomic():
            Remembered(run).settle()


def forget_ended() -> None:
    """Drops what helped to find copies in replays and drills that are over: no post comes to them any more.
    Their campaigns stay to be looked at. In a transaction."""
    over = Run.objects.filter(ended_at__isnull=False).values("id")
    for kept in (Memory, Journal):
        kept.objects.filter(run__in=over).delete()


def _empty() -> tuple[Campaigns, set[Identity]]:
    return Campaigns(nothing=_nothing()), set()


def _restored(packed: bytes) -> tuple[Campaigns, set[Identity]]:
    try:
        state = msgspec.msgpack.decode(zlib.decompress(packed), type=State)
        return Campaigns.restore(state, nothing=_nothing()), {post.identity for post in state.posts}
    except (StateUnreadable, msgspec.DecodeError, zlib.error) as error:
        log.warning("campaigns are looked for anew, as their memory cannot be read: %s", error)
        return _empty()


def _heard(row: Journal | _Row) -> Heard:
    return msgspec.msgpack.decode(bytes(row.heard or b""), type=Heard)


def _parts(rows: Iterable[Journal]) -> Iterator[list[Journal]]:
    part: list[Journal] = []
    for row in rows:
        part.append(row)
        if len(part) == 500:
            yield part
            part = []
    if part:
        yield part


@cache
def _nothing() -> frozenset[str]:
    """Words that never name a campaign: the same fillers that never name a topic of talk."""
    found: set[str] = set()
    for lang in packs.LANGUAGES:
        listed = packs.data("talk", f"{lang}.yaml")["words"].split()
        for start in range(0, len(listed), 300):  # `words` reads the beginning of a text only
            found.update(words(" ".join(listed[start : start + 300])))
    return frozenset(found)
