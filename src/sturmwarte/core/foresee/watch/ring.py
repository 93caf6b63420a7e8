"""The last 48 hours in bins of five minutes: posts of each series, and what was heard of each topic."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

BIN_MIN = 5
BINS = 576
MOST = 2**24 - 1

Counts = NDArray[np.int64]
State = dict[str, NDArray[np.generic]]


class Ring:
    """Posts by bin number (minutes since 1970 // 5), a byte each; a series that needs more gets two further.

    Most series never see 256 posts in five minutes: their bins are a third the size.
    """

    def __init__(self) -> None:
        self.low = np.zeros((0, BINS), np.uint8)
        self.wide = np.zeros(0, np.int32)
        """Row in `high`; -1 for a narrow series."""
        self.high = np.zeros((0, BINS), np.uint16)

    def grow(self, more: int) -> None:
        self.low = np.concatenate([self.low, np.zeros((more, BINS), np.uint8)])
        self.wide = np.concatenate([self.wide, np.full(more, -1, np.int32)])

    def keep(self, rows: NDArray[np.intp]) -> None:
        self.low, wide = self.low[rows], self.wide[rows]
        used = wide >= 0
        self.high = self.high[wide[used]]
        self.wide = np.full(len(rows), -1, np.int32)
        self.wide[used] = np.arange(int(used.sum()))

    def put(self, bin_: int, posts: Counts) -> None:
        """The posts of every series in one bin, in place of what stood there 48 hours before."""
        column = bin_ % BINS
        posts = np.minimum(posts, MOST)
        self.low[:, column] = posts & 255
        large = np.flatnonzero((posts > 255) & (self.wide < 0))
        if len(large):
            self._widen(large)
        used = self.wide >= 0
        self.high[self.wide[used], column] = posts[used] >> 8

    def add(self, row: int, bin_: int, delta: int) -> tuple[int, int]:
        """Posts of one bin before and after; never below zero."""
        before = int(self.of(row, np.array([bin_]))[0])
        after = min(max(before + delta, 0), MOST)
        column = bin_ % BINS
        if after > 255 and self.wide[row] < 0:
            self._widen(np.array([row]))
        self.low[row, column] = after & 255
        if self.wide[row] >= 0:
            self.high[self.wide[row], column] = after >> 8
        return before, after

    def of(self, row: int, bins: Counts) -> Counts:
        """Posts of one series in these bins, which must be of the last 48 hours."""
        columns = bins % BINS
        posts: Counts = self.low[row, columns].astype(np.int64)
        if self.wide[row] >= 0:
            posts += self.high[self.wide[row], columns].astype(np.int64) << 8
        return posts

    def column(self, bin_: int) -> Counts:
        """Posts of every series in one bin."""
        posts = self.low[:, bin_ % BINS].astype(np.int64)
        used = self.wide >= 0
        posts[used] += self.high[self.wide[used], bin_ % BINS].astype(np.int64) << 8
        return posts

    def sums(self, rows: NDArray[np.intp], last: int, widths: NDArray[np.intp]) -> NDArray[np.float64]:
        """Posts of each row in its last `widths` bins, of which `last` is the last."""
        found = np.zeros(len(rows))
        for width in np.unique(widths).tolist():
            here = np.flatnonzero(widths == width)
            columns = (last - np.arange(width)) % BINS
            found[here] = self.low[rows[here][:, None], columns].sum(axis=1)
            wide = self.wide[rows[here]]
            high = self.high[wide[wide >= 0][:, None], columns].sum(axis=1, dtype=np.int64)
            found[here[wide >= 0]] += 256.0 * high
        return found

    def clear(self) -> None:
        self.low[:] = 0
        self.high[:] = 0

    def _widen(self, rows: NDArray[np.intp]) -> None:
        self.wide[rows] = np.arange(len(self.high), len(self.high) + len(rows))
        self.high = np.concatenate([self.high, np.zeros((len(rows), BINS), np.uint16)])

    def state(self) -> State:
        return {"low": self.low, "wide": self.wide, "high": self.high}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        for name in ("low", "wide", "high"):
            setattr(self, name, state[name].copy())


class Heard:
    """Minutes heard of each topic: in the running bin, in the last half hour's bins, and 48 h as bits.

    A bin counts as heard from three minutes on: channels catch up after a short outage.
    """

    ENOUGH = 3

    def __init__(self) -> None:
        self.now = np.zeros(0, np.uint8)
        self.half = np.zeros((0, 6), np.uint8)
        self.bits = np.zeros((0, BINS // 8), np.uint8)

    def grow(self, more: int) -> None:
        self.now = np.concatenate([self.now, np.zeros(more, np.uint8)])
        self.half = np.concatenate([self.half, np.zeros((more, 6), np.uint8)])
        self.bits = np.concatenate([self.bits, np.zeros((more, BINS // 8), np.uint8)])

    def keep(self, topics: NDArray[np.intp]) -> None:
        self.now, self.half, self.bits = self.now[topics], self.half[topics], self.bits[topics]

    def close(self, bin_: int) -> None:
        """The running bin is over; the next begins unheard."""
        enough = self.now >= self.ENOUGH
        self.half[:, bin_ % 6] = np.where(enough, self.now, 0)
        byte, bit = divmod(bin_ % BINS, 8)
        mask = np.uint8(1 << bit)
        self.bits[:, byte] = np.where(enough, self.bits[:, byte] | mask, self.bits[:, byte] & ~mask)
        self.now = np.zeros_like(self.now)

    def of(self, topic: int, bins: Counts) -> NDArray[np.bool_]:
        byte, bit = np.divmod(bins % BINS, 8)
        return np.asarray((self.bits[topic, byte] >> bit) & 1, np.bool_)

    def clear(self) -> None:
        self.half[:] = 0
        self.bits[:] = 0

    def state(self) -> State:
        return {"now": self.now, "half": self.half, "bits": self.bits}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        for name in ("now", "half", "bits"):
            setattr(self, name, state[name].copy())
