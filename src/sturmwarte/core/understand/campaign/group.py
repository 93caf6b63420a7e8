"""A campaign while it is remembered, and the book of all of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b

import msgspec

from sturmwarte.core.understand.campaign.heard import Identity
from sturmwarte.core.understand.campaign.likeness import measured
from sturmwarte.core.understand.campaign.memory import Kept, Text
from sturmwarte.core.understand.campaign.words import Words

WRITTEN = 600
"""Characters kept of one post as it was written, for the campaign's name."""


class Group(msgspec.Struct):
    """`core` are the words of its first text, `size` counts all its posts ever, forgotten ones too."""

    id: str
    first_seen: datetime
    core: Words
    written: str
    size: int = 0
    indexed: int = 0
    texts: dict[int, None] = {}

    @property
    def age(self) -> tuple[datetime, str]:
        return self.first_seen, self.id


def id_of(first: Identity) -> str:
    """The same wherever the same post came first."""
    said = "\0".join(first).encode("utf-8", "surrogatepass")
    return blake2b(said, digest_size=8).hexdigest()


class Groups:
    """Campaigns by id, and the ids that merged into others."""

    def __init__(self) -> None:
        self.alive: dict[str, Group] = {}
        self.merged: dict[str, str] = {}

    def __iter__(self) -> Iterator[Group]:
        return iter(self.alive.values())

    def now(self, id: str) -> str:
        """The id a campaign goes by today."""
        return self.merged.get(id, id)

    def of(self, text: Text) -> Group | None:
        return None if text.campaign is None else self.alive[text.campaign]

    def begin(self, first: Kept, written: str) -> Group:
        """A campaign of one text. The first post's id may be taken by a campaign that went other ways."""
        id = id_of(first.identity)
        while id in self.alive or id in self.merged:
            id = id_of((id, first.identity[1]))
        group = self.alive[id] = Group(id, first.at, first.text.words, written[:WRITTEN])
        self.take(group, first.text, first.at)
        return group

    def take(self, group: Group, text: Text, earliest: datetime) -> None:
        """Adds a text with the posts it has."""
        text.campaign = group.id
        group.texts[text.number] = None
        group.size += len(text.posts)
        group.indexed += text.indexed
        group.first_seen = min(group.first_seen, earliest)

    def merge(self, into: Group, gone: Group, texts: Iterable[Text]) -> None:
        for text in texts:
            text.campaign = into.id
            into.texts[text.number] = None
        into.size += gone.size
        into.indexed += gone.indexed
        del self.alive[gone.id]
        self.merged = {old: into.id if new == gone.id else new for old, new in self.merged.items()}
        self.merged[gone.id] = into.id

    def drop(self, text: Text) -> None:
        """A text is forgotten, and with its last one the campaign."""
        group = self.of(text)
        if group is None:
            return
        del group.texts[text.number]
        group.indexed -= text.indexed
        if not group.texts:
            del self.alive[group.id]
            self.merged = {old: new for old, new in self.merged.items() if new != group.id}


def akin(one: Group, words: Words) -> float:
    """How like the campaign's first text these words are, 0..1."""
    other = set(words)
    core = measured(one.core)
    shared = len(core.different & other)
    return shared / (len(core.different) + len(other) - shared)
