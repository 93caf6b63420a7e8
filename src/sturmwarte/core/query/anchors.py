"""Anchors: patterns by a piece that every term they cover must hold, so that a term meets few of them."""

from collections.abc import Callable
from typing import Final

import numpy as np

from sturmwarte.core.query.bulk import Places, Spans
from sturmwarte.core.query.lexicon import Lexicon
from sturmwarte.core.query.patterns import SIGNS, term_test
from sturmwarte.core.query.rows import Rows

Pattern = tuple[int, Callable[[str], bool]]


class Anchors:
    """Patterns under numbers, by a piece at the start of every term they cover, at its end, or anywhere.

    Looking a term up costs its length times the number of distinct piece lengths, not the number of patterns.
    """

    def __init__(self) -> None:
        self.starts: dict[int, dict[str, list[Pattern]]] = {}
        self.ends: dict[int, dict[str, list[Pattern]]] = {}
        self.inside: dict[int, dict[str, list[Pattern]]] = {}

    def __bool__(self) -> bool:
        return bool(self.starts or self.ends or self.inside)

    def add(self, number: int, pattern: str) -> None:
        table, piece = self._place(pattern)
        table.setdefault(len(piece), {}).setdefault(piece, []).append((number, term_test(pattern)))

    def remove(self, number: int, pattern: str) -> None:
        table, piece = self._place(pattern)
        by_piece = table[len(piece)]
        by_piece[piece] = [known for known in by_piece[piece] if known[0] != number]
        if not by_piece[piece]:
            del by_piece[piece]
        if not by_piece:
            del table[len(piece)]

    def _place(self, pattern: str) -> tuple[dict[int, dict[str, list[Pattern]]], str]:
        first, *middle, last = pattern.split("*")
        if first:
            return self.starts, first
        if last:
            return self.ends, last
        return self.inside, max(middle, key=len)

    def covering(self, term: str) -> list[int]:
        """The numbers of the patterns that cover the term."""
        found: list[Pattern] = []
        length = len(term)
        for size, pieces in self.starts.items():
            found += pieces.get(term[:size], ())
        if term[0] not in SIGNS:  # other patterns start with a bare star, which never means a sign
            for size, pieces in self.ends.items():
                found += pieces.get(term[-size:], ())
            for size, pieces in self.inside.items():
                for at in range(length - size + 1):
                    found += pieces.get(term[at : at + size], ())
        return [number for number, covers in found if covers(term)]


class Remembered:
    """Patterns held against many terms. What covers a term is remembered until the patterns change."""

    ROOM: Final = 300_000
    """Terms remembered; then they are met anew."""

    def __init__(self) -> None:
        self.patterns = Anchors()
        self._forget()

    def _forget(self) -> None:
        self._met = 0
        self._places = Lexicon()
        self._covering = Rows()

    def add(self, number: int, pattern: str) -> None:
        self.patterns.add(number, pattern)
        self._forget()

    def remove(self, number: int, pattern: str) -> None:
        self.patterns.remove(number, pattern)
        self._forget()

    def find(self, terms: Spans) -> tuple[Places, Places]:
        """Which terms (by place) are covered by which patterns (by number)."""
        if self._met > self.ROOM:
            self._forget()
        places = self._places.find(terms)
        if len(new := np.flatnonzero(places == 0)):
            self._meet(set(terms.spelt(new)))
            places = self._places.find(terms)
        return self._covering.spread(places)

    def _meet(self, terms: set[bytes]) -> None:
        for place, term in enumerate(terms, self._met + 1):
            self._places.put(term, place)
            self._covering.put(place, self.patterns.covering(term.decode()))
        self._met += len(terms)
