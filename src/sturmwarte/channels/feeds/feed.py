"""A feed as all formats mean it: what it says of itself, and its items."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Enclosure:
    """A file that belongs to an item. `type` is its media type, `alt` the publisher's description."""

    url: str
    type: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Item:
    """One item. `id` is what the feed calls it, empty when it gives none; texts are plain already."""

    id: str = ""
    link: str = ""
    title: str = ""
    text: str = ""
    summary: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    author: str = ""
    author_url: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    answers: str = ""
    """The id of what it comments on (RFC 4685)."""
    rating: float | None = None
    tags: tuple[str, ...] = ()

    @property
    def at(self) -> datetime | None:
        """When it was published, as far as it says so."""
        return self.published or self.updated

    @property
    def empty(self) -> bool:
        return not (self.title or self.text or self.summary or self.enclosures)


@dataclass(frozen=True)
class Hints:
    """How often a feed wants to be asked: a time to live in seconds, hours (UTC) and days to leave it be."""

    ttl_s: float | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    """Monday is 0."""


@dataclass(frozen=True)
class Feed:
    """`url`: relative addresses start from it. `own`: what it calls itself. `older`: its next older page."""

    url: str = ""
    title: str = ""
    link: str = ""
    own: str = ""
    hub: str = ""
    older: str = ""
    items: tuple[Item, ...] = ()
    hints: Hints = field(default_factory=Hints)

    @property
    def dated(self) -> bool:
        return any(item.at for item in self.items)
