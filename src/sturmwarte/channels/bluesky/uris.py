"""Addresses of the AT Protocol: at-uris, record keys, and the pages that show a post to people.

Interface: https://atproto.com/specs/at-uri-scheme, https://atproto.com/specs/tid
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
THREADGATE = "app.bsky.feed.threadgate"
PROBE = "io.github.sturmwarte.probe"
"""A record kind of our own that no app shows: a probe is seen by nobody, yet passes where posts pass."""

_URI = re.compile(
    r"at://(did:[a-z]+:[A-Za-z0-9._:%-]{1,500})/([A-Za-z0-9.-]{3,317})/([A-Za-z0-9._:~-]{1,512})"
)
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_YEARS_US = 10**6 * 86_400 * 365


@dataclass(frozen=True)
class Uri:
    did: str
    collection: str
    rkey: str

    def __str__(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.rkey}"

    @property
    def page(self) -> str:
        """Where people see it in a browser; empty for what is no post."""
        return f"https://bsky.app/profile/{self.did}/post/{self.rkey}" if self.collection == POST else ""


def uri(text: object) -> Uri | None:
    """An at-uri with a DID and a record; None for anything else."""
    found = _URI.fullmatch(text) if isinstance(text, str) and len(text) < 1500 else None
    return Uri(*found.groups()) if found else None


def moment(text: object) -> datetime | None:
    """A time as records carry it. Clients write it as they like: None when it is none."""
    if not isinstance(text, str) or not 10 <= len(text) <= 64:
        return None
    try:
        when = datetime.fromisoformat(text)
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def key_of(word: str) -> str:
    """A record key made from a word, the same for the same word: an answer sent twice lands in one place.

    Servers take nothing but a TID for posts. Its time part lies somewhere in 2024 to 2026 and says nothing.
    """
    number = int.from_bytes(sha256(word.encode()).digest()[:12], "big")
    began = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) * 10**6
    return tid(began + (number >> 10) % (2 * _YEARS_US), number & 1023)


def tid(microseconds: int, clock: int = 0) -> str:
    """A TID for a time: 13 characters that sort as the times do."""
    number = (microseconds << 10 | clock) & (1 << 63) - 1
    return "".join(_SORTABLE[number >> shift & 31] for shift in range(60, -5, -5))
