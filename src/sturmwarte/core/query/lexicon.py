"""A lexicon: terms under numbers, and many terms looked up at once in a table of arrays.

The first 24 bytes of a term are read as three integers, which are compared as a whole, so that nothing is
taken for something else; longer terms stand in a dictionary. The table is one of open addressing with linear
probing (Knuth, The Art of Computer Programming 3, 6.4); the place of a term is the sum of its integers times
random odd numbers, so that nobody outside can write posts whose words all fall on one place.
"""

import secrets
from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.query.bulk import PADDING, Letters, Places, Spans

Keys: TypeAlias = NDArray[np.uint64]

KEYED: Final = 24
"""Bytes of a term that are its key; longer ones are looked up one by one."""
SPARSE: Final = 4
"""Slots for each term there is room for. Many, for one that finds its slot taken costs all a step more."""
_MASKS: Final = np.array(
    [[(1 << 8 * min(8, max(0, size - at))) - 1 for size in range(KEYED + 1)] for at in (0, 8, 16)], np.uint64
)


class Lexicon:
    """Terms in UTF-8, each with a number above 0 that somebody gave it."""

    def __init__(self) -> None:
        self._factors = np.array([secrets.randbits(64) | 1 for _ in range(3)], np.uint64)
        self._keys = np.zeros((3, 16), np.uint64)
        self._numbers: Places = np.zeros(16, np.int32)
        self._slots: Places = np.zeros(16 * SPARSE, np.int32)
        """Places in `_keys` and `_numbers`; 0 is free."""
        self._waiting: dict[bytes, int] = {}
        """Terms with their numbers that do not stand in the table yet."""
        self._long: dict[bytes, int] = {}
        self._last = 0

    def put(self, term: bytes, number: int) -> None:
        """Gives a number to a term that has none."""
        if len(term) > KEYED:
            self._long[term] = number
        else:
            self._waiting[term] = number

    def drop(self, term: bytes) -> None:
        """Forgets a term. Its place stays taken until the table grows."""
        if not (self._long.pop(term, None) or self._waiting.pop(term, None)):
            self._keys[:, self._probe(_keys(joined([term])))] = 0

    def find(self, terms: Spans) -> Places:
        """The number of each term, 0 where it has none."""
        self._settle()
        found = self._numbers.take(self._probe(_keys(terms)))
        if self._long:
            longer = np.flatnonzero(terms.lengths > KEYED)
            found[longer] = [self._long.get(term, 0) for term in terms.spelt(longer)]
        return found

    def _probe(self, keys: Keys) -> Places:
        """Where each key stands, 0 where it does not."""
        found = np.zeros(keys.shape[1], np.int32)
        asked = np.flatnonzero(keys[0])
        slots = self._places(keys).take(asked)
        while len(asked):
            listed = self._slots.take(slots)
            taken = np.flatnonzero(listed)
            listed, asked, slots = listed.take(taken), asked.take(taken), slots.take(taken)
            same = self._keys[0].take(listed) == keys[0].take(asked)
            same &= self._keys[1].take(listed) == keys[1].take(asked)
            same &= self._keys[2].take(listed) == keys[2].take(asked)
            found[asked[same]] = listed[same]
            other = np.flatnonzero(~same)
            asked, slots = asked.take(other), self._next(slots.take(other))
        return found

    def _places(self, keys: Keys) -> Places:
        """Where in the table to begin: the upper bits of the sum."""
        one, two, three = self._factors
        mixed = keys[0] * one + keys[1] * two + keys[2] * three
        upper: Places = (mixed >> np.uint64(65 - len(self._slots).bit_length())).astype(np.intp)
        return upper

    def _next(self, places: Places) -> Places:
        return (places + 1) & (len(self._slots) - 1)

    def _settle(self) -> None:
        """Puts what waits into the table."""
        if not self._waiting:
            return
        if self._last + len(self._waiting) >= len(self._numbers):
            self._grow(len(self._waiting))
        new = np.arange(self._last + 1, self._last + 1 + len(self._waiting))
        self._keys[:, new] = _keys(joined(list(self._waiting)))
        self._numbers[new] = list(self._waiting.values())
        self._last += len(new)
        self._waiting = {}
        self._place(new)

    def _grow(self, more: int) -> None:
        """Makes room for twice as many, and leaves out what was dropped."""
        kept = np.flatnonzero(self._keys[0])
        size = 1 << (2 * (len(kept) + more)).bit_length()
        keys, numbers = np.zeros((3, size), np.uint64), np.zeros(size, np.int32)
        self._last = len(kept)
        keys[:, 1 : self._last + 1], numbers[1 : self._last + 1] = self._keys[:, kept], self._numbers[kept]
        self._keys, self._numbers = keys, numbers
        self._slots = np.zeros(SPARSE * size, np.int32)
        self._place(np.arange(1, self._last + 1))

    def _place(self, new: Places) -> None:
        """Lists each in a free slot, at its place or the next behind it."""
        places = self._places(self._keys[:, new])
        while len(new):
            free = np.flatnonzero(self._slots[places] == 0)
            self._slots[places[free]] = new[free]  # where several want one place, one of them gets it
            left = self._slots[places] != new
            new, places = new[left], self._next(places[left])


def eights(letters: Letters) -> Keys:
    """The eight bytes that begin at each, the first of them lowest; no copy."""
    return np.ndarray(len(letters) - 7, "<u8", letters, strides=(1,))


def _keys(terms: Spans) -> Keys:
    """Three integers for each term; all 0 for a longer one."""
    eight = eights(terms.letters)
    sizes = np.where(terms.lengths > KEYED, 0, terms.lengths)
    keys = np.empty((3, len(sizes)), np.uint64)
    for place, masks in enumerate(_MASKS):
        np.bitwise_and(eight[terms.starts + 8 * place], masks.take(sizes), out=keys[place])
    return keys


def joined(terms: Sequence[bytes]) -> Spans:
    """Terms of which each is its own owner."""
    lengths = np.fromiter(map(len, terms), np.intp, len(terms))
    letters = np.frombuffer(b"".join(terms) + bytes(PADDING), np.uint8)
    return Spans(letters, np.cumsum(lengths) - lengths, lengths, np.arange(len(terms)))
