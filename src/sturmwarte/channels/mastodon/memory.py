"""What a connection remembers of the statuses it has seen, for as long as it lives.

Streams tell a deletion by the server's own number, answers name their parent by it: both need the global id.
Threads share one memory.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from sturmwarte.channels.mastodon.parse import Parent
from sturmwarte.channels.mastodon.reading import Json, text

MOST = 10_000


@dataclass(frozen=True)
class Seen:
    """`root` is the conversation's first post, "" while unknown; `heard` when it went into the station."""

    uri: str
    parent: str = ""
    root: str = ""
    edited: str = ""
    heard: bool = False


class Memory:
    """By the server's own number, the oldest forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, Seen] = OrderedDict()
        self._numbers: dict[str, str] = {}
        self._new: list[str] = []

    def learn(self, status: Json, *, root: str = "", heard: bool = False) -> None:
        number, uri = text(status, "id"), text(status, "uri")
        if not number or not uri:
            return
        with self._lock:
            before = self._seen.get(number)
            seen = Seen(
                uri=uri,
                parent=text(status, "in_reply_to_id"),
                root=root or (before.root if before else ""),
                edited=text(status, "edited_at"),
                heard=heard or bool(before and before.heard),
            )
            if seen.heard and not (before and before.heard):
                self._new.append(number)
                del self._new[:-MOST]
            self._put(number, seen)

    def of(self, number: str) -> Seen | None:
        with self._lock:
            return self._seen.get(number)

    def number(self, uri: str) -> str:
        """The server's own number of a global id; "" when we do not know it."""
        with self._lock:
            return self._numbers.get(uri, "")

    def as_parent(self, number: str) -> Parent | None:
        """What an answer to it says of its parent; None when too little is known."""
        seen = self.of(number)
        if seen is None:
            return None
        return Parent(seen.uri, seen.root or (seen.uri if not seen.parent else ""))

    def unchanged(self, status: Json) -> bool:
        """Whether the station has it already, as it is."""
        seen = self.of(text(status, "id"))
        return seen is not None and seen.heard and seen.edited == text(status, "edited_at")

    def newly_heard(self) -> list[tuple[str, Seen]]:
        """What was heard since the last time this was asked."""
        with self._lock:
            numbers, self._new = self._new, []
            return [(number, self._seen[number]) for number in numbers if number in self._seen]

    def restore(self, number: str, uri: str, edited: str) -> None:
        """What an earlier connection had heard."""
        with self._lock:
            if number not in self._seen:
                self._put(number, Seen(uri, edited=edited, heard=True))

    def forget(self, number: str) -> None:
        with self._lock:
            gone = self._seen.pop(number, None)
            if gone is not None:
                self._numbers.pop(gone.uri, None)

    def _put(self, number: str, seen: Seen) -> None:
        self._seen[number] = seen
        self._seen.move_to_end(number)
        self._numbers[seen.uri] = number
        while len(self._seen) > MOST:
            _, oldest = self._seen.popitem(last=False)
            self._numbers.pop(oldest.uri, None)
