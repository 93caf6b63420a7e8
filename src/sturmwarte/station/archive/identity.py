"""Which posts are the same, to which realm they belong, and the number under which they are kept."""

import hashlib
from collections.abc import Iterable

import msgspec

from sturmwarte.core.post import IMPORT, LIVE, Post
from sturmwarte.station.archive.moments import micros

REAL = "real"
Key = tuple[str, str, str]
"""(realm, network, the network's global id)."""

_HAPPENED = frozenset({LIVE, IMPORT, REAL})

SLOT_BITS = 21
"""Posts that share a millisecond: two million. The other 42 bits count milliseconds until the year 2109."""
_LATEST_MS = (1 << 42) - 1
_encode = msgspec.json.Encoder().encode


def realm(run: str | None) -> str:
    """`live` and `import` tell what really happened and share one realm; every other run is one of its
    own."""
    return REAL if run is None or run in _HAPPENED else run


def key(post: Post) -> Key:
    return (realm(post.run), *post.identity)


def content_hash(post: Post) -> bytes:
    """16 bytes over what a reader meets: a post with another hash is an edit, counts and addresses are
    not."""
    media = [(medium.type, medium.alt, medium.text) for medium in post.media]
    return hashlib.blake2b(_encode((post.title, post.text, media, post.rating)), digest_size=16).digest()


def earliest_id(at: int) -> int:
    """The lowest id a post created at `at` (microseconds) can have: turns a time into an id range."""
    return min(max(at // 1000, 0), _LATEST_MS) << SLOT_BITS


def wanted_id(post: Post) -> int:
    """The id a post gets unless another has it: its millisecond, then bits of its identity."""
    slot = hashlib.blake2b("\0".join(post.identity).encode("utf-8", "surrogatepass"), digest_size=4).digest()
    created = post.created_at or post.received_at
    return earliest_id(micros(created) if created else 0) | (
        int.from_bytes(slot, "big") & ((1 << SLOT_BITS) - 1)
    )


def free_ids(wanted: Iterable[int], taken: set[int]) -> list[int]:
    """An id for each wanted one; `taken` grows by them. A crowded millisecond runs over into the next."""
    found = []
    for free in wanted:
        while free in taken:
            free += 1  # noqa: PLW2901
        taken.add(free)
        found.append(free)
    return found
