"""Listening to everything that is written: the firehose of a server or relay, or Jetstream.

What concerns us is picked out here (`wanted`), and deletions of what we kept (`memory`). Every step carries
the cursor, so after an outage the stream goes on where it stopped, as far as its server remembers.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from sturmwarte.channels.bluesky.frames import Frame
from sturmwarte.channels.bluesky.memory import Memory
from sturmwarte.channels.bluesky.people import People
from sturmwarte.channels.bluesky.record import Ear, Seen, post_of, tombstone
from sturmwarte.channels.bluesky.uris import Uri, moment
from sturmwarte.channels.bluesky.wanted import Wanted
from sturmwarte.channels.contract import Cursor, Dropped, Gap, Heard, Place
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Trouble, Unreachable, Unreadable

STEP_POSTS = 300
STEP_S = 0.5
SIGN_S = 20.0
COVER_S = 5.0
"""How often the cursor moves on although nothing concerned us."""
BEHIND = timedelta(minutes=2)
REMEMBERED = timedelta(hours=1)
"""Every server remembers this much: a later beginning is only a quiet time."""
REWIND_US = 5 * 10**6
"""Jetstream's cursors are times: events of the same moment may lie on both sides."""
MOST_DROPPED_BYTES = 64 * 1024


@dataclass(frozen=True)
class Stream:
    """Where a stream is and how its messages are read. `times`: cursors are microseconds since 1970, so one
    may begin at any time; else they are numbers of that server's own. `whole`: the server holds few accounts,
    so the first listening begins with all it remembers, down to `since`."""

    url: str
    read: Callable[[Any], Frame]
    times: bool
    collections: tuple[str, ...] = ()
    whole: bool = False

    def address(self, cursor: int) -> str:
        asked = [("wantedCollections", name) for name in self.collections]
        if cursor or self.whole:
            asked.append(("cursor", str(max(1, cursor - REWIND_US) if self.times else cursor)))
        return f"{self.url}?{urlencode(asked)}" if asked else self.url


@dataclass
class Position:
    """How far we are. `lost`: the server cannot give what follows `at`; a gap as soon as it speaks again."""

    cursor: int = 0
    at: datetime | None = None
    lost: bool = False
    fresh: bool = True


@dataclass
class Batch:
    """What one step gathers."""

    began: float
    posts: list[Post] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    frames: int = 0

    @property
    def filled(self) -> int:
        return len(self.posts) + len(self.dropped) + len(self.gaps)


class Restarted(Exception):
    """The server has begun anew, or is another one: our cursor means nothing to it."""


class Streamed:
    """Listening to one stream."""

    def __init__(self, place: Place, stream: Stream, ear: Ear, wanted: Wanted, people: People) -> None:
        self._place = place
        self._stream = stream
        self._ear = ear
        self._wanted = wanted
        self._people = people
        self._memory = Memory()

    def listen(self, cursor: Cursor) -> Iterator[Heard]:
        self._memory.keep(Memory(cursor.get("kept")).newest())
        position = self._position(cursor)
        try:
            yield from self._run(position)
        except Restarted:
            position.cursor, position.lost, position.fresh = 0, True, True
            yield from self._run(position)

    def _position(self, cursor: Cursor) -> Position:
        if self._stream.times:
            begun = int(self._place.since.timestamp() * 10**6)
            return Position(int(cursor.get("cursor") or begun), moment(cursor.get("at")) or self._place.since)
        if not cursor and self._stream.whole:
            return Position(at=self._place.since)
        if cursor.get("of") != self._stream.url:
            return Position(at=moment(cursor.get("at")), lost="at" in cursor)
        return Position(int(cursor.get("cursor") or 0), moment(cursor.get("at")))

    def _run(self, position: Position) -> Iterator[Heard]:
        with self._place.client.websocket(self._stream.address(position.cursor), silence_s=60) as socket:
            batch = Batch(time.monotonic())
            covered = heard = batch.began
            while not self._place.rest(0):
                try:
                    message = socket.receive(max(batch.began + STEP_S - time.monotonic(), 0.01))
                    if message is not None:
                        self._take(message, batch, position)
                except (Trouble, Restarted):
                    # What came before the end counts, or a connection cut often would never get on.
                    if batch.frames or batch.filled:
                        yield self._step(batch, position)
                    raise
                now = time.monotonic()
                if batch.filled < STEP_POSTS and now < batch.began + STEP_S:
                    continue
                if batch.filled or (batch.frames and now > covered + COVER_S):
                    yield self._step(batch, position)
                    batch = Batch(time.monotonic())
                    covered = heard = batch.began
                elif now > heard + SIGN_S:
                    yield Heard(asked=False)
                    heard = now
                batch.began = time.monotonic()

    def _take(self, message: str | bytes, batch: Batch, position: Position) -> None:
        try:
            frame = self._stream.read(message)
        except Unreadable as error:
            body = message if isinstance(message, bytes) else message.encode(errors="replace")
            batch.dropped.append(Dropped(body[:MOST_DROPPED_BYTES], str(error)))
            return
        if frame.says:
            self._notice(frame, position)
            return
        batch.frames += 1
        if frame.missing:
            batch.dropped.append(Dropped(frame.did.encode(), "a record was announced without its content"))
        if position.fresh and frame.at:
            self._continued(frame.at, batch, position)
        if not self._stream.whole or not frame.at or frame.at >= self._place.since:
            self._gather(frame, batch)
        position.cursor = frame.cursor or position.cursor
        position.at = frame.at or position.at

    def _notice(self, frame: Frame, position: Position) -> None:
        if frame.says == "FutureCursor":
            raise Restarted
        if frame.ends:
            raise Unreachable("channel.bluesky.closed", why=frame.says)
        position.lost = position.lost or frame.says == "OutdatedCursor"

    def _continued(self, first: datetime, batch: Batch, position: Position) -> None:
        """The first message after connecting shows whether the stream goes on where we stopped."""
        position.fresh = False
        at, position.at = position.at, first
        if at is None or first <= at:
            return
        if position.lost or (self._stream.times and first - at > REMEMBERED):
            batch.gaps.append(Gap(at, first, Reason("channel.bluesky.forgotten")))
        position.lost = False

    def _gather(self, frame: Frame, batch: Batch) -> None:
        for change in frame.changes:
            if change.action == "delete":
                if self._memory.has(change.place):
                    self._forget(change.place, frame, batch)
            elif change.record is not None and self._wanted.wants(change):
                seen = Seen(change.cid, at=frame.at, edited=change.action == "update")
                post = post_of(self._ear, change.place, change.record, seen)
                batch.posts += [post] if post else []
                self._memory.keep([change.place] if post else [])
        for place in self._memory.of(frame.did) if frame.left else ():
            self._forget(place, frame, batch)
        if frame.handle:
            self._people.renamed(frame.did)

    def _forget(self, place: Uri, frame: Frame, batch: Batch) -> None:
        self._memory.forget(place)
        batch.posts.append(tombstone(self._ear, place, frame.at or self._place.now()))

    def _step(self, batch: Batch, position: Position) -> Heard:
        behind = self._place.now() - position.at if position.at and batch.frames else timedelta()
        slowed = Reason("channel.bluesky.behind", {"minutes": round(behind.total_seconds() / 60)})
        return Heard(
            self._named(batch.posts),
            self._cursor(position) if position.cursor else None,
            batch.gaps,
            batch.dropped,
            slowed if behind > BEHIND else None,
            asked=batch.frames > 0,
        )

    def _cursor(self, position: Position) -> Cursor:
        return {
            "of": self._stream.url,
            "cursor": position.cursor,
            "at": position.at.isoformat() if position.at else "",
            "kept": self._memory.carried(),
        }

    def _named(self, posts: list[Post]) -> list[Post]:
        """The stream knows authors by DID alone."""
        dids = [post.author.id for post in posts if post.author and post.deleted_at is None]
        self._people.meet(dids)
        return [
            msgspec.structs.replace(post, author=self._people.author(post.author.id)) if post.author else post
            for post in posts
        ]
