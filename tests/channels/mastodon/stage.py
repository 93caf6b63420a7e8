"""A place for a Mastodon connection in tests, and an engine's loop over its subscriptions in small."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sturmwarte.channels.contract import Connection, Cursor, Dropped, Gap, Place, Sought
from sturmwarte.channels.mastodon import connect
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Trouble
from sturmwarte.wire.guard import Guard

OPEN: list["Station"] = []
LOOPBACK = ["127.0.0.0/8", "::1"]


@dataclass
class Clock:
    """The real time and what is added to it."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Station:
    """One source: keeps posts and cursors of all its connections, as the engine does."""

    url: str
    token: str
    values: dict[str, Any] = field(default_factory=dict)
    sought: tuple[Sought, ...] = ()
    clock: Clock = field(default_factory=Clock)
    posts: list[Post] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    cursors: dict[str, Cursor] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    since: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(days=7))
    patience_s: float = 0.02
    trouble: Trouble | None = None
    _made: Any = None
    _client: Client | None = None

    def __post_init__(self) -> None:
        OPEN.append(self)

    @property
    def connection(self) -> Any:
        if self._made is None:
            self._made = connect(self.place())
        return self._made

    def place(self) -> Place:
        guard = Guard(LOOPBACK)
        self._client = Client(guard, now=self.clock.now, rest=self.rest, timeout_s=10)
        return Place(
            source="demo",
            channel="mastodon:demo",
            values={"server": self.url, "token": self.token, **self.values},
            client=self._client,
            guard=guard,
            now=self.clock.now,
            rest=self.rest,
            since=self.since,
            sought=self.sought,
        )

    def rest(self, seconds: float) -> bool:
        return self.stopping.wait(min(seconds, self.patience_s))

    def restart(self) -> None:
        """A new connection, with nothing left but what was kept."""
        self.close()
        self.stopping.clear()

    def close(self) -> None:
        self.stopping.set()
        if self._client is not None:
            self._client.close()
        self._made = self._client = None

    def hear(self, *names: str) -> list[Post]:
        """One round of the subscriptions named; what was new in it."""
        before = len(self.posts)
        connection: Connection = self.connection
        for subscription in connection.subscriptions():
            if subscription.name in names:
                for step in subscription.listen(self.cursors.get(subscription.name, {})):
                    self.take(subscription.name, step)
        return self.posts[before:]

    def take(self, name: str, step: Any) -> None:
        self.posts += step.posts
        self.gaps += step.gaps
        self.dropped += step.dropped
        if step.cursor is not None:
            self.cursors[name] = json.loads(json.dumps(step.cursor))  # a cursor is JSON, or it is none

    def follow(self, name: str) -> threading.Thread:
        """A streaming subscription in a thread of its own, until `stopping`."""
        found = {one.name: one for one in self.connection.subscriptions()}[name]

        def work() -> None:
            try:
                for step in found.listen(self.cursors.get(name, {})):
                    self.take(name, step)
                    if self.stopping.is_set():
                        return
            except Trouble as trouble:
                self.trouble = trouble

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        return thread


def until(true: Callable[[], Any], seconds: float = 15.0, pause: float = 0.3) -> Any:
    """What `true` gives once it is something; fails when that takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError(f"not within {seconds} s")


def texts(posts: Iterable[Post]) -> list[str]:
    return [post.text for post in posts]
