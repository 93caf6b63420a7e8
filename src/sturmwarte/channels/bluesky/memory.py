"""Which posts we have kept lately, so that their deletion concerns us. Pure.

The network announces every deletion by address alone. The newest are carried in the cursor across restarts,
the rest is remembered as long as the process lives.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sturmwarte.channels.bluesky.uris import POST, Uri, uri

CARRIED = 500
MOST = 50_000


class Memory:
    def __init__(self, carried: object = ()) -> None:
        self._kept: dict[Uri, None] = {}
        self._wrote: Counter[str] = Counter()
        if isinstance(carried, list):
            self.keep(place for text in carried if (place := uri(_long(text))))

    def keep(self, places: Iterable[Uri]) -> None:
        for place in places:
            self.forget(place)
            self._kept[place] = None
            self._wrote[place.did] += 1
        while len(self._kept) > MOST:
            self.forget(next(iter(self._kept)))

    def has(self, place: Uri) -> bool:
        return place in self._kept

    def of(self, did: str) -> list[Uri]:
        """All that one account wrote."""
        return [place for place in self._kept if place.did == did] if self._wrote[did] > 0 else []

    def forget(self, place: Uri) -> None:
        if place in self._kept:
            del self._kept[place]
            self._wrote[place.did] -= 1
            if not self._wrote[place.did]:
                del self._wrote[place.did]

    def newest(self, most: int = CARRIED) -> list[Uri]:
        """Oldest first."""
        return list(self._kept)[-most:]

    def carried(self) -> list[Any]:
        """For the cursor: `did/rkey` for posts, the whole address for anything else."""
        return [f"{p.did}/{p.rkey}" if p.collection == POST else str(p) for p in self.newest()]


def _long(text: object) -> str:
    if not isinstance(text, str) or text.startswith("at://"):
        return text if isinstance(text, str) else ""
    did, _, rkey = text.partition("/")
    return f"at://{did}/{POST}/{rkey}"
