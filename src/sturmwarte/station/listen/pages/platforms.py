"""Platforms without a channel of ours: what their official access asks for, and the bridge that works now."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from sturmwarte import packs
from sturmwarte.channels.describe import Words, kinds
from sturmwarte.station.frame.texts import language

Way = Literal["mail", "feed", "find", "webhook", "folder", "mastodon"]

WAYS: dict[str, tuple["str | Promise", str, str]] = {
    "mail": (_("Notification mails"), "clippings", ""),
    "feed": (_("Feed"), "feeds", ""),
    "mastodon": (_("By the Fediverse"), "mastodon", ""),
    "webhook": (_("Webhook"), "webhook", ""),
    "find": (_("Report a find"), "", "find"),
    "folder": (_("Watched folder"), "", ""),
}
"""Word, the channel kind that opens the way, or the page that does."""


class Platform(BaseModel):
    """One entry of packs/platforms.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    group: Literal["social", "video", "messenger", "news", "mail", "reviews", "bridge"]
    name: Words
    review: Words
    papers: Words
    waiting: Words
    bridge: Words
    ways: tuple[Way, ...] = Field(min_length=1)


class Platforms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    reviewed: date
    platforms: tuple[Platform, ...]


@dataclass(frozen=True)
class Link:
    """A way in: its word, the channel kind whose form opens it, or the page."""

    word: str
    kind: str
    page: str


@dataclass(frozen=True)
class Bridged:
    """A platform in the reader's language."""

    id: str
    name: str
    review: str
    papers: str
    waiting: str
    bridge: str
    ways: list[Link]


@cache
def shipped() -> Platforms:
    """The shipped list; raises pydantic's ValidationError for one that is incomplete."""
    return Platforms.model_validate(packs.data("platforms.yaml"))


def bridged() -> list[Bridged]:
    """Platforms that no channel opens, by name."""
    lang, there = language(), kinds()
    found = [
        Bridged(
            id=one.id,
            name=one.name.in_(lang),
            review=one.review.in_(lang),
            papers=one.papers.in_(lang),
            waiting=one.waiting.in_(lang),
            bridge=one.bridge.in_(lang),
            ways=[_link(way) for way in one.ways if not WAYS[way][1] or WAYS[way][1] in there],
        )
        for one in shipped().platforms
        if one.id not in there
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def _link(way: str) -> Link:
    word, kind, page = WAYS[way]
    return Link(str(word), kind, page)
