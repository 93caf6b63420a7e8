"""What is new in a forum, oldest first; and what became of what was new a while ago.

`/posts.json` shows the newest posts only, by falling id. New ones are found by turning its pages back to the
last known id. Edits and deletions it does not tell: the pages of the last two days are held against how they
were before, and what is missing is asked for by name before it is called deleted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sturmwarte.channels.contract import Cursor, Dropped, Gap, Heard, Place
from sturmwarte.channels.discourse.interface import Interface
from sturmwarte.channels.discourse.parse import Origin, entry_of, id_of, post_of, tombstone
from sturmwarte.channels.discourse.shapes import Entry
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Unreadable

NEW_PAGES = 40
CHANGE_PAGES = 10
WATCHED = timedelta(days=2)
STEP_POSTS = 200
MOST_ASKED = 20
"""Missing posts asked for by name in one round; the rest wait for the next."""


@dataclass(frozen=True)
class Listener:
    place: Place
    api: Interface
    origin: Origin
    path: str = "/posts.json"
    private: bool = False

    def new(self, cursor: Cursor) -> Iterator[Heard]:
        """Cursor: `last` the highest id told, `asked` when we last knew it all."""
        last = _number(cursor.get("last"))
        now = self.place.now()
        found: dict[int, Entry] = {}
        dropped: list[Dropped] = []
        reached = False
        for page, (entries, bad) in enumerate(self._pages(NEW_PAGES)):
            dropped += bad
            fresh = [e for e in entries if (e.id > last if last else self._recent(e))]
            found |= {entry.id: entry for entry in fresh}
            reached = len(fresh) < len(entries) or not entries
            if reached:
                break
            if page % 5 == 4:
                yield Heard()
        else:
            reached = not last  # the first time, as far back as it goes is enough
        yield from self._told(sorted(found.values(), key=lambda e: e.id), cursor, reached, dropped, now)

    def changes(self, cursor: Cursor) -> Iterator[Heard]:
        """Cursor: `seen` maps a post's id to `topic/number/version`."""
        before = {int(id): mark for id, mark in dict(cursor.get("seen") or {}).items() if str(id).isdigit()}
        since = self.place.now() - WATCHED
        now: dict[int, str] = {}
        posts: list[Post] = []
        for entries, _ in self._pages(CHANGE_PAGES):
            now |= {entry.id: _mark(entry) for entry in entries}
            for entry in entries:
                if before and before.get(entry.id) != now[entry.id]:
                    posts += self._changed(entry, before.get(entry.id, ""))
            if not entries or any(e.created_at is not None and e.created_at < since for e in entries):
                break
        missing = sorted(id for id in before if now and id not in now and id >= min(now))
        gone, unasked = self._gone(missing, before)
        kept = now | {id: before[id] for id in unasked}
        cursor = {"seen": {str(id): mark for id, mark in sorted(kept.items())[-600:]}}
        yield Heard(posts=(*reversed(posts), *gone), cursor=cursor, slowed=self._slowed())

    def _changed(self, entry: Entry, before: str) -> list[Post]:
        """A post as it is now; one that moderators moved leaves its former place."""
        posts = [self._post(entry)] if self._counts(entry) else []
        was = before.split("/")[:2]
        if before and was != [str(entry.topic_id), str(entry.post_number)]:
            posts.append(self._tombstone(before))
        return posts

    def _pages(self, most: int) -> Iterator[tuple[list[Entry], list[Dropped]]]:
        """Pages by falling id. A page that brings nothing lower ends it: a forum may ignore `before`."""
        before: int | None = None
        for _ in range(most):
            entries, dropped = [], []
            for body in self.api.latest(self.path, before):
                try:
                    entries.append(entry_of(body))
                except Unreadable as error:
                    dropped.append(Dropped(bytes(body), str(error)))
            lowest = min((entry.id for entry in entries), default=None)
            entries = [entry for entry in entries if before is None or entry.id < before]
            yield entries, dropped
            if lowest is None or not entries:
                return
            before = lowest

    def _told(
        self, entries: list[Entry], cursor: Cursor, reached: bool, dropped: list[Dropped], now: datetime
    ) -> Iterator[Heard]:
        gaps = self._missed(entries, cursor, reached, now)
        last = _number(cursor.get("last"))
        while len(entries) > STEP_POSTS:
            step, entries = entries[:STEP_POSTS], entries[STEP_POSTS:]
            last = step[-1].id
            yield Heard(posts=self._posts(step), cursor={**cursor, "last": last}, gaps=gaps)
            gaps = ()
        last = entries[-1].id if entries else last
        yield Heard(
            posts=self._posts(entries),
            cursor={"last": last, "asked": now.isoformat()},
            gaps=gaps,
            dropped=dropped,
            slowed=self._slowed(),
        )

    def _missed(self, entries: list[Entry], cursor: Cursor, reached: bool, now: datetime) -> tuple[Gap, ...]:
        asked = cursor.get("asked")
        if reached or not entries or not isinstance(asked, str):
            return ()
        since, until = datetime.fromisoformat(asked), entries[0].created_at or now
        return (Gap(since, until, Reason("channel.discourse.too_much")),) if since < until else ()

    def _gone(self, missing: list[int], before: dict[int, str]) -> tuple[list[Post], list[int]]:
        """Tombstones of those that are gone, and those not yet asked for. One that is still there was only
        moved out of the list: into another topic or category."""
        posts = []
        for id in missing[:MOST_ASKED]:
            entry = self.api.by_number(*_place_of(before[id]))
            if entry is None or entry.id != id:
                posts.append(self._tombstone(before[id]))
            elif entry.deleted_at or entry.user_deleted:
                posts.append(self._post(entry))
        if posts:  # a key revoked meanwhile is refused everything: then nothing was deleted
            self.api.latest(self.path, None)
        return posts, missing[MOST_ASKED:]

    def _tombstone(self, mark: str) -> Post:
        return tombstone(id_of(self.origin.base, *_place_of(mark)), self.origin, self.place.now())

    def _posts(self, entries: list[Entry]) -> tuple[Post, ...]:
        return tuple(self._post(entry) for entry in entries if self._counts(entry))

    def _post(self, entry: Entry) -> Post:
        return post_of(entry, self.origin, private=self.private, now=self.place.now())

    def _counts(self, entry: Entry) -> bool:
        """Notes of actions and whispers are nobody's words to us; the text of a hidden post is not shown."""
        return entry.by_people and not entry.hidden

    def _recent(self, entry: Entry) -> bool:
        return entry.created_at is None or entry.created_at >= self.place.since

    def _slowed(self) -> Reason | None:
        return self.place.client.budget.slowed


def _mark(entry: Entry) -> str:
    gone = "x" if entry.deleted_at or entry.user_deleted else ""
    return f"{entry.topic_id}/{entry.post_number}/{entry.version or 1}{gone}"


def _place_of(mark: str) -> tuple[int, int]:
    topic, number = mark.split("/")[:2]
    return int(topic), int(number)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
