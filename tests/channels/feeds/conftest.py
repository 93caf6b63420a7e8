"""A site with feeds, a clock that tests turn, and a source that listens to the site."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sturmwarte.channels.contract import Heard, Place
from sturmwarte.channels.feeds.connection import Feeds
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.guard import Guard
from tests.channels.servers.feeds import Site

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    at: datetime = NOON
    stopped: bool = False
    rested: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def rest(self, seconds: float) -> bool:
        if seconds > 0:
            self.rested.append(seconds)
            self.at += timedelta(seconds=seconds)
        return self.stopped

    def on(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass
class Ear:
    """One subscription with its cursor, as the engine keeps it: posts and cursor together."""

    connection: Feeds
    number: int = 0
    cursor: dict[str, Any] = field(default_factory=dict)
    steps: list[Heard] = field(default_factory=list)

    def hear(self, most_steps: int = 1000) -> list[Post]:
        """What one round brings; fewer steps than it has is a crash."""
        self.steps = []
        for step in self.connection.subscriptions()[self.number].listen(self.cursor):
            self.steps.append(step)
            if step.cursor is not None:
                self.cursor = dict(step.cursor)
            if len(self.steps) >= most_steps:
                break
        return [post for step in self.steps for post in step.posts]

    @property
    def gaps(self) -> list[Any]:
        return [gap for step in self.steps for gap in step.gaps]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def source(site: Site, clock: Clock) -> Iterator[Callable[..., Feeds]]:
    """Makes a connection to addresses (paths of the site)."""
    made: list[Client] = []

    def make(*paths: str, url: str = "", kept: dict[str, str] | None = None, **values: Any) -> Feeds:
        client = Client(Guard(["127.0.0.0/8"]), now=clock.now, rest=clock.rest, timeout_s=2)
        made.append(client)
        kept = {} if kept is None else kept
        addresses = [path if "://" in path else site.url + path for path in paths]
        return Feeds(
            Place(
                source="presse",
                channel="feeds:presse",
                values={"addresses": addresses, **values, **kept},
                client=client,
                guard=client.guard,
                now=clock.now,
                rest=clock.rest,
                since=NOON - timedelta(days=7),
                keep=kept.update,
                url=url,
            )
        )

    yield make
    for client in made:
        client.close()


@pytest.fixture
def ear(source: Callable[..., Feeds]) -> Callable[..., Ear]:
    return lambda *paths, **values: Ear(source(*(paths or ("/feed",)), **values))
