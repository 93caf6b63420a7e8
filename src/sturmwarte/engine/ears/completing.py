"""Completes threads: an answer whose parent nobody has heard gets it fetched, and that one's parent too.

What was asked for is remembered in memory only: a restart asks again for what still comes. Of polled
subscriptions every answer is completed; of streams, which may bring everything there is, only those that a
topic has claimed.
"""

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection as database

from sturmwarte.channels.contract import Completes
from sturmwarte.core.post import Post
from sturmwarte.engine.ears.line import Line
from sturmwarte.engine.ears.team import Team
from sturmwarte.engine.ears.waits import as_trouble, told
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.listen import keeping
from sturmwarte.wire.errors import Limited, Missing, Trouble

DEEPEST = 5
WAITING_MOST, MISSES_MOST = 2_000, 20_000
SETTLE_S = 2.0
"""A thread that arrives together completes itself, and the engine gets to say which posts matter."""
LATER_S, TRIES = 5.0, 24
"""While the engine has more to read than usual, its word is waited for: two minutes."""
PER_MINUTE = 30
"""Fetches for a source: threads never use up what listening needs."""

log = logging.getLogger("sturmwarte.ears")


@dataclass(frozen=True)
class Wanted:
    """A parent to fetch; `child` is the post that answers it."""

    source: str
    network: str
    id: str
    child: tuple[str, str]
    depth: int
    unclaimed: bool
    due: float
    tries: int = 0


class Completing:
    """`note` is called by many threads, `step` by one."""

    def __init__(self, team: Team, now: Callable[[], datetime], settle_s: float = SETTLE_S) -> None:
        self._team, self._now, self._settle_s = team, now, settle_s
        self._lock = threading.Lock()
        self._waiting: deque[Wanted] = deque(maxlen=WAITING_MOST)
        self._asked: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._spent: dict[str, deque[float]] = {}
        self._held: dict[str, datetime] = {}

    def note(self, line: Line, subscription: str, posts: Sequence[Post], depth: int = 1) -> None:
        """Remembers the parents of what was kept."""
        answers = [post for post in posts if post.in_reply_to and post.deleted_at is None]
        if not answers or not line.completes:
            return
        streams = line.streams(subscription)
        due = time.monotonic() + self._settle_s
        with self._lock:
            for post in answers:
                network = post.identity[0]
                wanted = (network, post.in_reply_to)
                if wanted not in self._asked:
                    self._waiting.append(Wanted(line.id, *wanted, post.identity, depth, streams, due))

    def step(self) -> bool:
        """Sees to those whose time has come; true when some were fetched."""
        ready = self._ready()
        if not ready or database.vendor != "sqlite":
            return False
        archive = Archive()
        there = archive.known([Post(id=one.id, channel=one.network, network=one.network) for one in ready])
        missing = [one for one in ready if (one.network, one.id) not in there]
        claimed = self._claimed(archive, [one for one in missing if one.unclaimed])
        wanted = [one for one in missing if not one.unclaimed or claimed.get(one.child)]
        self._later([one for one in missing if one.unclaimed and one.child not in claimed])
        fetched = [self._see_to(one) for one in wanted]
        return any(fetched)

    def _ready(self) -> list[Wanted]:
        now = time.monotonic()
        found: list[Wanted] = []
        with self._lock:
            while self._waiting and self._waiting[0].due <= now and len(found) < 50:
                found.append(self._waiting.popleft())
        return found

    def _claimed(self, archive: Archive, missing: Sequence[Wanted]) -> dict[tuple[str, str], bool]:
        """Whether each child belongs to a topic; those the engine has not read yet are missing."""
        children = sorted({one.child for one in missing})
        found = archive.get_all(children, may=May.everything()) if children else {}
        return {identity: bool(post.topics) for identity, post in found.items()}

    def _later(self, unread: Sequence[Wanted]) -> None:
        due = time.monotonic() + LATER_S
        with self._lock:
            self._waiting.extend(
                replace(one, due=due, tries=one.tries + 1) for one in unread if one.tries < TRIES
            )

    def _see_to(self, one: Wanted) -> bool:
        line = self._team.line(one.source)
        if line is None or (one.network, one.id) in self._asked or not self._may(one):
            return False
        self._remember(one)
        try:
            post = self._fetched(line, one)
            if post is None:
                return False
            with line.use() as use:
                kind = use.kind
            kept = keeping.keep_found(line.row, [post], self._now(), kind=kind)
        except keeping.Overtaken:
            return False
        except Limited as limited:
            self._held[one.source] = limited.until or self._now() + timedelta(minutes=5)
            return False
        except Exception as error:
            if not isinstance(error, Trouble):
                log.error("%s: completing a thread: %s", line.id, told(error, line.secrets))
            log.info("%s: a parent was not fetched: %s", line.id, as_trouble(error).reason.key)
            return False
        if one.depth < DEEPEST:
            self.note(line, "", kept.posts, one.depth + 1)
        return True

    def _fetched(self, line: Line, one: Wanted) -> Post | None:
        with line.use() as use:
            if not isinstance(use.connection, Completes):
                return None
            try:
                return use.connection.fetch(one.id)
            except Missing:
                return None

    def _may(self, one: Wanted) -> bool:
        until = self._held.get(one.source)
        if until is not None and self._now() < until:
            return False
        spent = self._spent.setdefault(one.source, deque())
        now = time.monotonic()
        while spent and spent[0] < now - 60:
            spent.popleft()
        if len(spent) >= PER_MINUTE:
            with self._lock:  # later, not never
                self._waiting.append(one)
            return False
        spent.append(now)
        return True

    def _remember(self, one: Wanted) -> None:
        """Asked for once, whether it was there or not."""
        self._asked[(one.network, one.id)] = None
        while len(self._asked) > MISSES_MOST:
            self._asked.popitem(last=False)
