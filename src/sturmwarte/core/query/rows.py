"""Rows: many short lists of numbers in one array, so that thousands of them are read in one step."""

from array import array
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.signedinteger[Any]]

WASTE: Final = 100_000
"""So many numbers of rows that have moved are borne before the rest is written together."""


class Rows:
    """Lists of numbers under the numbers 0, 1, 2, …; a row that was never put is empty."""

    def __init__(self) -> None:
        self._starts = array("i")
        self._sizes = array("i")
        self._values = array("i")
        self._left = 0
        """Values that belong to no row any more."""

    def put(self, row: int, numbers: Sequence[int]) -> None:
        """Makes `numbers` the whole of the row."""
        self.reach(row + 1)
        self._left += self._sizes[row]
        self._starts[row], self._sizes[row] = len(self._values), len(numbers)
        self._values.extend(numbers)
        if self._left > WASTE and 2 * self._left > len(self._values):
            self._gather()

    def row(self, row: int) -> list[int]:
        if row >= len(self._sizes):
            return []
        start = self._starts[row]
        return self._values[start : start + self._sizes[row]].tolist()

    def reach(self, rows: int) -> None:
        """Lets there be at least so many rows."""
        if rows > len(self._sizes):
            missing = array("i", bytes(self._sizes.itemsize * (rows - len(self._sizes))))
            self._starts += missing
            self._sizes += missing

    @property
    def count(self) -> int:
        return len(self._sizes)

    def values(self) -> NDArray[np.int32]:
        """All values, in the array itself: nothing may be put while somebody holds this."""
        return np.asarray(self._values)

    def bounds(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Where each of these rows starts in `values`, and how many numbers it has. All are in reach."""
        return np.asarray(self._starts)[rows].astype(np.intp), np.asarray(self._sizes)[rows].astype(np.intp)

    def spread(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """All numbers of all these rows, and of each in which of them (by place in `rows`) it stands."""
        starts, sizes = self.bounds(rows)
        return np.repeat(np.arange(len(rows)), sizes), self.values()[runs(starts, sizes)]

    def _gather(self) -> None:
        starts, sizes = self.bounds(np.arange(len(self._sizes)))
        kept = array("i", self.values()[runs(starts, sizes)].tobytes())
        self._starts = array("i", (np.cumsum(sizes) - sizes).astype(np.int32).tobytes())
        self._values, self._left = kept, 0


def runs(starts: Numbers, sizes: Numbers) -> Numbers:
    """start, start + 1, … for each start, as many as its size says, one run after the other."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)
