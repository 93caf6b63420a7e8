"""The lists of several voters, held against a post in one go."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sturmwarte.core.query.document import Document
from sturmwarte.core.understand.finding import Finder, Finders, Hit

Hits = Sequence[list[Hit[Any]]]
"""What each of a voter's finders has found, in the order it names them."""


class Listing(Protocol):
    """Whoever has lists: for a language ("" where it is unknown) the same finders each time it is asked."""

    def finders(self, lang: str) -> Sequence[Finder[Any]]: ...


class Lists:
    """The lists of `owners`. Threads may share it."""

    def __init__(self, *owners: Listing) -> None:
        self._owners = owners
        self._made: dict[tuple[Finder[Any], ...], Finders] = {}
        self._by_lang: dict[str, tuple[Finders, list[tuple[Listing, slice]]]] = {}

    def find(self, document: Document, lang: str) -> Mapping[Listing, Hits]:
        """By owner what its finders find."""
        finders, parts = self._by_lang.get(lang) or self._of(lang)
        found = finders.find(document)
        return {owner: found[part] for owner, part in parts}

    def _of(self, lang: str) -> tuple[Finders, list[tuple[Listing, slice]]]:
        named: list[Finder[Any]] = []
        parts = []
        for owner in self._owners:
            begin = len(named)
            named += owner.finders(lang)
            parts.append((owner, slice(begin, len(named))))
        # The hundred languages nobody has lists for are all read with the same ones.
        finders = self._made.setdefault(tuple(named), Finders(named))
        self._by_lang[lang] = finders, parts
        return finders, parts
