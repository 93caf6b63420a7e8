"""Every post that was heard: kept, found again, erased when it must be.

    from sturmwarte.station.archive import Archive, Entry, May, Search

Read in this order: `records` (what goes in and out), `may` (who sees what), `identity`, `writing`,
`searching`.
"""

from typing import TYPE_CHECKING, Any

from sturmwarte.station.archive.errors import ArchiveError, BadCursor, NoSuchPost, Unsupported, WrongKey
from sturmwarte.station.archive.identity import content_hash
from sturmwarte.station.archive.may import May, Scope
from sturmwarte.station.archive.records import Entry, Found, Hearing, Known, Outcome, Page, Search

if TYPE_CHECKING:
    from sturmwarte.station.archive.face import Archive

__all__ = [
    "Archive",
    "ArchiveError",
    "BadCursor",
    "Entry",
    "Found",
    "Hearing",
    "Known",
    "May",
    "NoSuchPost",
    "Outcome",
    "Page",
    "Scope",
    "Search",
    "Unsupported",
    "WrongKey",
    "content_hash",
]


def __getattr__(name: str) -> Any:
    """`Archive` comes when first asked for: Django imports this package before any model may be loaded."""
    if name == "Archive":
        from sturmwarte.station.archive.face import Archive  # noqa: PLC0415 - see above

        return Archive
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
