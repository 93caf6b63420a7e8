"""What a server's stream brings, at once: posts, edits, deletions.

The stream only makes us faster. What the polls would bring they bring anyway, so nothing hangs on a socket
that broke unnoticed; while it is open they may go round more slowly.
"""

import random
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sturmwarte.channels.contract import Cursor, Heard, Pace
from sturmwarte.channels.mastodon.ears import Ears
from sturmwarte.channels.mastodon.listings import to_us
from sturmwarte.channels.mastodon.parse import full_handle, tombstone
from sturmwarte.channels.mastodon.reading import Json, inner, items, text
from sturmwarte.channels.mastodon.respect import may_be_kept
from sturmwarte.channels.mastodon.streaming import Event, stream
from sturmwarte.channels.mastodon.wanted import Wanted
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Missing, Refused, TooMuch, Unreachable, Unreadable

AGAIN_S = 900.0
"""A server without a stream is asked again after so long."""
LIFE_S = 20.0


@dataclass
class Live:
    """`tags` and `public` are what the source listens to besides its own account; `accounts` as written;
    `matching` says what of a public timeline is kept."""

    ears: Ears
    tags: tuple[str, ...] = ()
    public: str = ""
    accounts: frozenset[str] = frozenset()
    matching: Wanted = field(default_factory=lambda: Wanted(()))
    open_since: datetime | None = None
    _had_one: bool = False
    _pace: Pace = field(default_factory=lambda: Pace(first=5.0, longest=300.0))

    def wanted(self) -> list[Json]:
        """Subscriptions as the socket takes them."""
        streams = {"local": "public:local", "remote": "public:remote", "all": "public"}
        wishes: list[Json] = [{"stream": "user"}]
        wishes += [{"stream": "hashtag", "tag": tag} for tag in self.tags]
        return wishes + ([{"stream": streams[self.public]}] if self.public in streams else [])

    def listen(self, cursor: Cursor) -> Iterator[Heard]:  # noqa: ARG002 - a stream begins where it begins
        """Goes on until we are to stop. Raises Refused when our access is no longer good."""
        place = self.ears.api.place
        while not place.rest(0):
            try:
                pause = yield from self._open()
            finally:
                self.open_since = None
            yield from self._wait(pause)

    def _open(self) -> Generator[Heard, None, float]:
        """A stream from its opening to its end, and the seconds until the next."""
        place = self.ears.api.place
        try:
            with stream(self.ears.api, self.wanted()) as events:
                self.open_since, self._had_one = place.now(), True
                yield Heard()
                for event in events:
                    self._pace.after_success()
                    yield from self._told(event)
                    if place.rest(0):
                        return 0.0
            if place.rest(0):
                return 0.0
            raise Unreachable("channel.mastodon.stream_broken", host=self.ears.api.host)
        except (Missing, Unreadable):
            yield Heard()  # it has none, and has said so
            return AGAIN_S
        except Refused:
            self.ears.api.who()  # revoked, or only the stream is not for us
            yield Heard(slowed=Reason("channel.mastodon.stream_refused"))
            return AGAIN_S
        except (Unreachable, TooMuch):
            self.ears.api.who()  # some servers just hang up on a revoked access
            if not self._had_one:
                yield Heard()  # some name an address where nobody answers
                return AGAIN_S
            yield Heard(slowed=Reason("channel.mastodon.stream_broken"))
            return self._pace.after_failure(random.random())  # noqa: S311 - it only spreads the load

    def _wait(self, seconds: float) -> Iterator[Heard]:
        place = self.ears.api.place
        until = place.now() + timedelta(seconds=seconds)
        while (left := (until - place.now()).total_seconds()) > 0:
            if place.rest(min(LIFE_S, left)):
                return
            yield Heard(asked=False)

    def _told(self, event: Event) -> Iterator[Heard]:
        if event.kind == "delete":
            yield from self._deleted(str(event.body))
            return
        status = self._status(event)
        if status is None:
            yield Heard(asked=bool(event.kind))
            return
        try:
            post = self.ears.post(status)
        except Unreadable:
            yield Heard()
            return
        yield Heard(posts=[post])
        self.ears.keep([status])

    def _deleted(self, number: str) -> Iterator[Heard]:
        seen = self.ears.memory.of(number)
        if seen is None or not seen.heard:
            yield Heard()
            return
        yield Heard(posts=[tombstone(seen.uri, self.ears.stand, self.ears.api.place.now())])
        self.ears.memory.forget(number)

    def _status(self, event: Event) -> Json | None:
        """The status an event carries, if it is for us."""
        body = event.body
        if not isinstance(body, dict):
            return None
        if event.kind == "notification":
            return to_us(body)
        if event.kind not in ("update", "status.update"):
            return None
        seen = self.ears.memory.of(text(body, "id"))
        known = seen is not None and seen.heard
        return body if known or self._ours(body) or self._sought(body, event.streams) else None

    def _ours(self, status: Json) -> bool:
        """Written by us or to us."""
        me = text(self.ears.api.me(), "id")
        ids = [text(inner(status, "account"), "id")] + [text(one, "id") for one in items(status, "mentions")]
        return me in ids

    def _sought(self, status: Json, streams: tuple[str, ...]) -> bool:
        """Brought by a stream we asked for, and may be kept. Our home stream alone is no reason."""
        acct = text(inner(status, "account"), "acct")
        if {acct.casefold(), full_handle(acct, self.ears.api.domain).casefold()} & self.accounts:
            return may_be_kept(status, found_by_tag=True)
        names = {name.partition(":")[0] for name in streams}
        if "hashtag" in names:
            return may_be_kept(status, found_by_tag=True)
        return "public" in names and self.matching.says(status) and may_be_kept(status, found_by_tag=False)
