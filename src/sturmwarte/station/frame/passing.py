"""News that nobody needs later: told to the open pages of this process, and never stored.

For what must not be kept, as who is looking at a case. What matters later is announced instead
(ledger/announce.py). Pages fetch again what shows it, so permission is checked as ever.
"""

from collections import deque

_WAITING = 1000

_told: deque[tuple[str, str]] = deque(maxlen=_WAITING)


def tell(kind: str, ref: str) -> None:
    """Something changed that passes; safe from any thread."""
    _told.append((kind, ref))


def taken() -> list[tuple[str, str]]:
    """What was told since the last call, the oldest first; for the one reader, the event stream."""
    found = []
    while _told:
        found.append(_told.popleft())
    return found
