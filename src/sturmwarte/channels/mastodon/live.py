"""What a server's stream brings, at once: posts, edits, deletions.

The stream only makes us faster. What the polls would bring they bring anyway, so nothing hangs on a socket
that broke unnoticed; while it is open they may go round more slowly.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sturmwarte.channels.contract import Cursor, Heard, Pace
from sturmwarte.channels.mastodon.ears import Ears
from sturmwarte.channels.mastodon.listings import to_us
from sturmwarte.channels.mastodon.parse import full_handle, tombstone
from sturmwarte.channels.mastodon.reading import Json, inner, items, text
from sturmwarte.channels.mastodon.respect import may_be_kept
from sturmwarte.channels.mastodon.streaming import Event, stream
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Missing, Refused, TooMuch, Unreachable, Unreadable

AGAIN = timedelta(minutes=15)
"""A server without a stream is asked again after so long."""


@dataclass
class Live:
    """`tags` and `public` are what the source listens to besides its own account; `accounts` full handles."""

    ears: Ears
    tags: tuple[str, ...] = ()
    public: str = ""
    accounts: frozenset[str] = frozenset()
    open_since: datetime | None = None
    _not_before: datetime | None = None
    _pace: Pace = field(default_factory=lambda: Pace(first=5.0, longest=300.0))

    def wanted(self) -> list[Json]:
        """Subscriptions as the socket takes them."""
        streams = {"local": "public:local", "remote": "public:remote", "all": "public"}
        wishes: list[Json] = [{"stream": "user"}]
        wishes += [{"stream": "hashtag", "tag": tag} for tag in self.tags]
        return wishes + ([{"stream": streams[self.public]}] if self.public in streams else [])

    def listen(self, cursor: Cursor) -> Iterator[Heard]:  # noqa: ARG002 - a stream begins where it begins
        place = self.ears.api.place
        if self._not_before is not None and place.now() < self._not_before:
            yield Heard(asked=False)
            return
        try:
            with stream(self.ears.api, self.wanted()) as events:
                self.open_since = place.now()
                yield Heard()
                for event in events:
                    self._pace.after_success()
                    yield from self._told(event)
                    if place.rest(0):
                        return
                if not place.rest(0):
                    raise Unreachable("channel.mastodon.stream_broken", host=self.ears.api.host)
        except (Missing, Unreadable):
            self._not_before = place.now() + AGAIN
            yield Heard(asked=False)
        except Refused:
            self.ears.api.who()  # revoked, or only the stream is not for us
            self._not_before = place.now() + AGAIN
            yield Heard(slowed=Reason("channel.mastodon.stream_refused"))
        except (Unreachable, TooMuch):
            self.ears.api.who()  # some servers just hang up on a revoked access
            pause = self._pace.after_failure(random.random())  # noqa: S311 - it only spreads the load
            self._not_before = place.now() + timedelta(seconds=pause)
            yield Heard(asked=False, slowed=Reason("channel.mastodon.stream_broken"))
        finally:
            self.open_since = None

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
        handle = full_handle(text(inner(status, "account"), "acct"), self.ears.api.host)
        if handle.casefold() in self.accounts:
            return may_be_kept(status, found_by_tag=True)
        names = {name.partition(":")[0] for name in streams}
        if "hashtag" in names:
            return may_be_kept(status, found_by_tag=True)
        return "public" in names and may_be_kept(status, found_by_tag=False)
