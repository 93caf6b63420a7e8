"""A place to stand on in tests: a real client on loopback, a clock, and what was kept."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sturmwarte.channels.contract import Cursor, Heard, Place, Sought, Subscription
from sturmwarte.wire.client import Client
from sturmwarte.wire.guard import Guard

TLS = ssl.create_default_context()
"""Made once: reading the authorities takes longer than most tests."""
STROM = Sought("strom", words=("Stromausfall", "kein Strom"), tags=("netzstoerung",))


@dataclass
class Bench:
    """`place` as the engine would give it. `stop` ends streams; `kept` is what was renewed."""

    values: Mapping[str, Any]
    sought: tuple[Sought, ...] = (STROM,)
    since: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(days=400))
    kept: dict[str, str] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    clients: list[Client] = field(default_factory=list)

    def place(self) -> Place:
        guard = Guard(["127.0.0.0/8", "::1"])
        self.clients.append(Client(guard, now=self.now, rest=self.stop.wait, tls=TLS))
        return Place(
            source="bluesky-probe",
            channel="bluesky:radwerk",
            values={**self.values, **self.kept},
            client=self.clients[-1],
            guard=guard,
            now=self.now,
            rest=self.stop.wait,
            since=self.since,
            sought=self.sought,
            keep=self.kept.update,
        )

    def close(self) -> None:
        self.stop.set()
        for client in self.clients:
            client.close()


def named(subscriptions: Any, name: str) -> Subscription:
    return next(one for one in subscriptions if one.name == name)


@dataclass
class Listener:
    """Runs a subscription as the engine does: what is heard and its cursor are kept together."""

    subscription: Subscription
    cursor: Cursor = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)

    @property
    def posts(self) -> list[Any]:
        return [post for heard in self.heard for post in heard.posts]

    def once(self) -> list[Any]:
        """Until there is nothing more for now; the posts that came."""
        before = len(self.posts)
        for heard in self.subscription.listen(self.cursor):
            self._keep(heard)
        return self.posts[before:]

    def until(self, enough: Callable[[list[Any]], bool], steps: int = 60) -> list[Any]:
        """Of a stream: steps until what came is enough."""
        with closing(self._running()) as running:
            for _ in range(steps):
                if enough(self.posts):
                    break
                self._keep(next(running))
        assert enough(self.posts), [(post.id, post.text) for post in self.posts]
        return self.posts

    def _running(self) -> Iterator[Heard]:
        return iter(self.subscription.listen(self.cursor))

    def _keep(self, heard: Heard) -> None:
        self.heard.append(heard)
        if heard.cursor is not None:
            self.cursor = heard.cursor
