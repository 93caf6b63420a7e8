"""Prefixes: patterns like `bahn*`, the commonest by far, held against many terms at once."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from sturmwarte.core.query.bulk import Places, Spans
from sturmwarte.core.query.lexicon import KEYED, Lexicon


def prefix_of(pattern: str) -> bytes | None:
    """How every term covered by the pattern begins, if that is all it asks and not too long."""
    begins = pattern.removesuffix("*").encode()
    return begins if pattern.endswith("*") and b"*" not in begins and 0 < len(begins) <= KEYED else None


class Prefixes:
    """Prefixes under numbers. Terms that begin as no prefix does are sorted out in one step."""

    def __init__(self) -> None:
        self._numbers = Lexicon()
        self._widths: Counter[int] = Counter()
        self._shortest = KEYED
        self._openings: set[bytes] = set()
        """The first `_shortest` bytes of every prefix; of those that were dropped as well."""
        self._opened = Lexicon()

    def put(self, prefix: bytes, number: int) -> None:
        self._numbers.put(prefix, number)
        self._widths[len(prefix)] += 1
        if len(prefix) < self._shortest:
            self._shortest = len(prefix)
            known, self._openings, self._opened = self._openings, set(), Lexicon()
            for opening in known:
                self._open(opening)
        self._open(prefix)

    def _open(self, prefix: bytes) -> None:
        opening = prefix[: self._shortest]
        if opening not in self._openings:
            self._openings.add(opening)
            self._opened.put(opening, 1)

    def drop(self, prefix: bytes) -> None:
        self._numbers.drop(prefix)
        self._widths[len(prefix)] -= 1

    def find(self, terms: Spans) -> tuple[Places, Places]:
        """Which terms (by place) begin with which prefixes (by number)."""
        opened = np.flatnonzero(self._opened.find(terms.cut(self._shortest)))
        widths = np.array([width for width, uses in self._widths.items() if uses], np.intp)
        places, width = np.repeat(opened, len(widths)), np.tile(widths, len(opened))
        long_enough = np.flatnonzero(terms.lengths.take(places) >= width)
        places = places.take(long_enough)
        found = self._numbers.find(terms.only(places)._replace(lengths=width.take(long_enough)))
        covered = np.flatnonzero(found)
        return places.take(covered), found.take(covered)

    def of(self, term: str) -> Iterator[str]:
        """The patterns that may be among those that cover the term."""
        letters = term.encode()
        if letters[: self._shortest] in self._openings:
            for width in self._widths:
                yield letters[:width].decode("utf-8", "ignore") + "*"
