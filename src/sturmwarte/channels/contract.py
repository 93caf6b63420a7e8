"""What a channel and the engine agree on. A channel knows neither database nor Django nor threads.

A channel's package exports `connect(place) -> Connection`. A connection says which subscriptions it has; the
engine runs each in a thread of its own, and commits every `Heard` (posts and cursor together) before it
asks for the next one. So a crash repeats at most the last step, and a post's identity makes that harmless.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.client import Client
from sturmwarte.wire.guard import Guard

Cursor = Mapping[str, Any]
"""How far a subscription has come: JSON, the channel's own. Empty before the first time."""


@dataclass(frozen=True)
class Sought:
    """What a topic asks a platform's own search for: a superset, the station matches exactly afterwards.

    `words` are single words or phrases, any of which is enough; `tags` are hashtags without `#`.
    """

    topic: str
    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a connection stands: its settings and everything it may use of the world.

    `values` are the fields of `channel.yaml`, checked, secrets in clear. `client` goes through `guard`,
    counts against the platform's limits and raises `Trouble`. `now` is the clock. `rest(seconds)` waits and
    is true when we are to stop; every wait goes through it. `since` bounds the first listening into the past.
    `keep(values)` stores secrets that the platform renewed, at once and for good.
    """

    source: str
    channel: str
    values: Mapping[str, Any]
    client: Client
    guard: Guard
    now: Callable[[], datetime]
    rest: Callable[[float], bool]
    since: datetime
    sought: tuple[Sought, ...] = ()
    keep: Callable[[Mapping[str, str]], None] = lambda _: None
    url: str = ""
    """The station's own public address, for channels that are called (`<url>/hook/<source>/`)."""
    looking: bool = False
    """Somebody only looks: nothing may be confirmed, marked as read or moved on at the platform."""


@dataclass(frozen=True)
class Account:
    """What a connection is allowed to be: shown after set-up, and watched. `expires` is the access's end."""

    name: str
    id: str = ""
    url: str = ""
    expires: datetime | None = None
    missing: tuple[Reason, ...] = ()
    """Rights that were not granted and what is not heard without them."""
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Gap:
    """A time that could not be heard and cannot be fetched any more."""

    since: datetime
    until: datetime
    why: Reason


@dataclass(frozen=True)
class Dropped:
    """An item that could not become a post: kept beside the rejected lines, listening goes on."""

    body: bytes
    why: str


@dataclass(frozen=True)
class Heard:
    """One step: what came, and how far we are with it. Empty is a sign of life.

    `cursor` None leaves it as it was. Posts may repeat earlier ones and come in any order. `asked` is false
    for a sign of life that proves nothing about the platform (a stream that is merely still open).
    """

    posts: Sequence[Post] = ()
    cursor: Cursor | None = None
    gaps: Sequence[Gap] = ()
    dropped: Sequence[Dropped] = ()
    slowed: Reason | None = None
    """We are slower than we want to be, because of the platform's limits."""
    asked: bool = True


@dataclass(frozen=True)
class Subscription:
    """One thing a source listens to: mentions, a hashtag, a firehose. its cursor hangs on `name`.

    `listen(cursor)` yields steps of at most 500 posts, at least every 30 s, and ends when there is nothing
    more for now; it is called again after `every` seconds. A stream goes on until `place.rest(0)` is true.
    """

    name: str
    listen: Callable[[Cursor], Iterator[Heard]]
    every: float = 60.0
    topic: str = ""
    streams: bool = False


@dataclass(frozen=True)
class Answer:
    """What we say. `key` is the same for every attempt: the platform must not show it twice.

    `to` is the post answered; None for a post of our own. `thread` are the ids from its root to it.
    """

    key: str
    text: str
    lang: str = ""
    to: Post | None = None
    private: bool = False
    thread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """What the platform made of it: its global id there and its address, None where it tells neither."""

    id: str = ""
    url: str = ""


@runtime_checkable
class Connection(Protocol):
    """A source at work, made anew after each trouble."""

    def check(self) -> Account:
        """Who we are there and what we may; raises `Trouble`. Asks at most a few seconds."""

    def subscriptions(self) -> Sequence[Subscription]: ...

    def close(self) -> None: ...


@runtime_checkable
class Replies(Protocol):
    """Ability `reply` (and `direct_message`)."""

    def reply(self, answer: Answer) -> Sent: ...


@runtime_checkable
class Removes(Protocol):
    """Ability `delete`: our own posts. Ability `hide`: others', where the account may."""

    def delete(self, id: str) -> None: ...

    def hide(self, id: str) -> None: ...


@runtime_checkable
class Completes(Protocol):
    """Can fetch one post by its global id: threads are completed with it. None: it is gone or not for us."""

    def fetch(self, id: str) -> Post | None: ...


@runtime_checkable
class Probes(Protocol):
    """Ability `probe`: sends itself a post with `mark` in its text, seen by nobody else. Returns its id if
    it is known; the connection's own subscriptions must bring it back."""

    def probe(self, mark: str) -> str: ...


@dataclass(frozen=True)
class Call:
    """A call that came in at `/hook/<source>/`. Header names are lower case."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Taken:
    """What a call brought and what the caller is told. A refused one (wrong signature) brings nothing."""

    status: int = 200
    body: bytes = b""
    type: str = "text/plain"
    posts: Sequence[Post] = ()
    dropped: Sequence[Dropped] = ()


@runtime_checkable
class Receives(Protocol):
    """Is called by the platform. Proves the signature in constant time before it reads anything else."""

    def receive(self, call: Call) -> Taken: ...


Connect = Callable[[Place], Connection]


@dataclass
class Pace:
    """A pause that grows with each failure and is never the same for two sources. Seconds."""

    first: float = 2.0
    longest: float = 900.0
    failures: int = field(default=0)

    def after_failure(self, luck: float) -> float:
        """`luck` between 0 and 1 jitters it: half to the whole of the doubled pause."""
        self.failures += 1
        whole = min(self.first * 2.0 ** min(self.failures - 1, 30), self.longest)
        return whole * (0.5 + luck / 2)

    def after_success(self) -> None:
        self.failures = 0
