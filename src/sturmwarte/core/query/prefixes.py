"""Prefixes: patterns like `bahn*`, the commonest by far, held against many terms at once."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np

from sturmwarte.core.query.bulk import Places, Spans
from sturmwarte.core.query.lexicon import KEYED, Keys, Lexicon, eights

SIEVED: Final = 8
"""Bytes of a term that may be looked at to sort it out."""
PLACES: Final = 1 << 17
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
"""The golden ratio, for multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4)."""


def prefix_of(pattern: str) -> bytes | None:
    """How every term covered by the pattern begins, if that is all it asks and not too long."""
    begins = pattern.removesuffix("*").encode()
    return begins if pattern.endswith("*") and b"*" not in begins and 0 < len(begins) <= KEYED else None


class Prefixes:
    """Prefixes under numbers. Most terms begin as no prefix does and are sorted out in one step."""

    def __init__(self) -> None:
        self._numbers = Lexicon()
        self._widths: Counter[int] = Counter()
        self._shortest = SIEVED
        self._openings: set[int] = set()
        """The first `_shortest` bytes of every prefix, as one number; of those that were dropped as well."""
        self._perhaps = np.zeros(PLACES, np.bool_)
        """By `_place` of an opening."""

    def put(self, prefix: bytes, number: int) -> None:
        self._numbers.put(prefix, number)
        self._widths[len(prefix)] += 1
        if len(prefix) < self._shortest:
            self._shortest = len(prefix)
            self._perhaps[:] = False
            self._openings = {self._opening(opening.to_bytes(SIEVED, "little")) for opening in self._openings}
            self._perhaps[_place(np.array(list(self._openings), np.uint64))] = True
        opening = self._opening(prefix)
        if opening not in self._openings:
            self._openings.add(opening)
            self._perhaps[_place(np.array([opening], np.uint64))] = True

    def _opening(self, term: bytes) -> int:
        return int.from_bytes(term[: self._shortest], "little")

    def drop(self, prefix: bytes) -> None:
        self._numbers.drop(prefix)
        self._widths[len(prefix)] -= 1

    def find(self, terms: Spans) -> tuple[Places, Places]:
        """Which terms (by place) begin with which prefixes (by number)."""
        openings = eights(terms.letters)[terms.starts] & np.uint64((1 << 8 * self._shortest) - 1)
        opened = np.flatnonzero(self._perhaps.take(_place(openings)))
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
        if self._opening(letters) in self._openings:
            for width in self._widths:
                yield letters[:width].decode("utf-8", "ignore") + "*"


def _place(openings: Keys) -> Places:
    """Several openings may share a place; then terms are looked up in vain."""
    return (openings * _FACTOR >> np.uint64(65 - PLACES.bit_length())).astype(np.intp)
