"""The build-up view: hours, seasonal. What rises slowly, or falls silent, is seen here.

Rise: over the last two, three and six hours the mean of log(posts / usual) by five minutes. A mean of logs
asks for many raised bins; a sum asks for many posts, and in heavy-tailed counts a single bin brings those.
Fall: the log of the sum of two hours, which few expected posts cannot move far. Each is measured in the
series' own usual deviation; how rare it is comes from the series' own highs.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.signal import View as Name
from sturmwarte.core.foresee.views.base import Flags, Floats, Judged, State, as_score
from sturmwarte.core.foresee.views.highs import Deviation, Highs

WINDOWS = np.array([24, 36, 72])
"""Two, three and six hours in bins. One hour belongs to the spike view: its heavier tail would hide these."""
LONGEST = 72
FALL = 24
HALF_HOURS = 13
"""Of six hours that may begin within a half hour."""
FINE = 1024.0
"""Logs are kept as whole 1/1024: their running sums stay exact for ever."""
UNHEARD = np.int16(-32768)
ENOUGH = 0.6
"""Share of a window that must have been heard for it to be judged."""
BIN_MIN = 5
SIZE_COUNTS = 5.0
"""Deviations that one unit of log (2.7 times the usual) counts for by itself: a sixfold rise matters more on
a wild series than its own spread says, and a tenth more on a calm one less."""
FALLS = 2.0
"""A fall speaks only where it is so many times rarer than it must be: most falls harm nobody."""
BOTH_SIDES = 1.0 + 1.0 / FALLS
"""Chance alarms of rises and falls together, against those of rises."""


class BuildUp:
    """Bins of five minutes, judged with each; the most telling window speaks."""

    name: Name = "build_up"
    step_min = BIN_MIN

    def __init__(self, size: int = 0) -> None:
        self._logs = np.full((size, LONGEST), UNHEARD, np.int16)
        self._posts = np.zeros((size, FALL), np.uint16)
        self._rates = np.zeros((size, HALF_HOURS), np.float32)
        self._own = Deviation(size, len(WINDOWS) + 1)
        """Of the windows, then of the fall."""
        self._highs = Highs(size, 2)
        """Of the greatest rise, and of the fall."""
        self._bin = 0
        self._spoke = np.full(size, FALL, np.intp)
        self._recount()

    @property
    def size(self) -> int:
        return len(self._logs)

    def step(self, start: int, n: Floats, heard: Flags, expected: Floats, dispersion: Floats) -> Judged:
        usable = heard & np.isfinite(expected)
        mean = np.where(usable, expected, 0.0)
        varies = (np.maximum(dispersion, 1.0) - 1.0) / np.maximum(mean, 1e-9)
        self._take_in(start // BIN_MIN, np.where(usable, n, 0.0), usable, mean, varies)
        ready = self._heard >= ENOUGH * WINDOWS
        ready = np.concatenate([ready, ready[:, :1]], axis=1)
        logs = self._sums / FINE / np.maximum(self._heard, 1)
        raw = np.concatenate([logs / self._noise(mean, varies), self._fall()[:, None]], axis=1)
        found = self._own.of(raw)
        found[:, :-1] += SIZE_COUNTS * logs
        found = np.where(ready, found, 0.0)
        widest = found[:, :-1].argmax(axis=1)
        sides = np.stack([found[np.arange(self.size), widest], found[:, -1]], axis=1)
        up, down = (self._highs.per_month(sides) * np.array([1.0, FALLS])).T
        if (self._bin + 1) % 6 == 0:
            rising, falling = self._highs.storming().T
            calm = ~np.column_stack([*[rising] * len(WINDOWS), falling])
            self._own.learn(raw, ready & usable[:, None] & calm)
        self._highs.see(sides, usable)
        if (self._bin + 1) % Highs.BLOCK == 0:
            self._highs.close()
        self._spoke = np.where(up <= down, WINDOWS[widest], FALL)
        per_month = np.where(usable, BOTH_SIDES * np.minimum(up, down), np.inf)
        direction = np.where(usable, np.where(up <= down, 1, -1), 0).astype(np.int8)
        return Judged(np.where(usable, as_score(per_month), 0.0), per_month, direction)

    def windows(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats]:
        """Of these series: bins of the window that spoke in the last step, and the usual posts in it."""
        widths = self._spoke[rows]
        usual = np.zeros(len(rows))
        for width in WINDOWS.tolist():
            here = widths == width
            usual[here] = self._usual(width, rows[here])
        return widths, usual

    def _take_in(self, bin_: int, n: Floats, usable: Flags, mean: Floats, varies: Floats) -> None:
        """Put one bin into the rings and running sums; what lies before a jump is not heard."""
        for missed in range(max(self._bin + 1, bin_ - LONGEST), bin_):
            nothing = np.zeros(self.size)
            self._push(missed, np.full(self.size, UNHEARD), nothing, nothing)
        # The mean log of a count lies below the log of its mean by half its relative variance.
        log = np.log((n + 1.0) / (mean + 1.0)) + 0.5 * (mean + varies * mean**2) / (mean + 1.0) ** 2
        fine = np.where(usable, np.clip(np.rint(log * FINE), -32767, 32767), UNHEARD)
        self._push(bin_, fine.astype(np.int16), n, mean / BIN_MIN)

    def _push(self, bin_: int, logs: NDArray[np.int16], posts: Floats, rate: Floats) -> None:
        old = self._logs[:, (bin_ - WINDOWS) % LONGEST]
        was, known = old != UNHEARD, logs != UNHEARD
        self._sums += np.where(known, logs, 0).astype(np.int32)[:, None] - np.where(was, old, 0).astype(
            np.int32
        )
        self._heard += known.astype(np.int32)[:, None] - was
        self._logs[:, bin_ % LONGEST] = logs
        column = bin_ % FALL
        new = np.minimum(posts, 65535).astype(np.uint16)
        self._total += new.astype(np.int64) - self._posts[:, column]
        self._posts[:, column] = new
        half = bin_ // 6 % HALF_HOURS
        if bin_ % 6 == 0:
            self._rates[:, half] = 0
        self._rates[:, half] = np.maximum(self._rates[:, half], rate)
        self._bin = bin_

    def _noise(self, mean: Floats, varies: Floats) -> Floats:
        """What counting, and a rate that varies by itself, bring to the mean log of each window."""
        share = mean / (mean + 1.0)
        counting, rate = share / (mean + 1.0), varies * share**2
        return np.asarray(np.sqrt(counting[:, None] / WINDOWS + rate[:, None]) + 0.02)

    def _fall(self) -> Floats:
        usual = self._usual(FALL, slice(None)) * self._heard[:, 0] / FALL
        return np.asarray(np.log((usual + 1.0) / (self._total + 1.0)) / np.sqrt(1.0 / (usual + 1.0) + 0.05))

    def _usual(self, width: int, rows: NDArray[np.intp] | slice) -> Floats:
        """Usual posts in the last `width` bins, by the half hours they lie in."""
        bins = self._bin - np.arange(width)
        weights = np.bincount(bins // 6 % HALF_HOURS, minlength=HALF_HOURS) * float(BIN_MIN)
        return np.asarray((self._rates[rows] * weights).sum(axis=1))

    def _recount(self) -> None:
        """The running sums, from the rings: whole numbers, so the same to the last bit."""
        bins = (self._bin - np.arange(LONGEST)) % LONGEST
        logs = self._logs[:, bins].astype(np.int32)
        known = logs != int(UNHEARD)
        logs = np.where(known, logs, 0)
        self._sums = np.stack([logs[:, :width].sum(axis=1) for width in WINDOWS], axis=1).astype(np.int32)
        self._heard = np.stack([known[:, :width].sum(axis=1) for width in WINDOWS], axis=1).astype(np.int32)
        self._total = self._posts.sum(axis=1, dtype=np.int64)

    def grow(self, size: int) -> None:
        if size > self.size:
            more = BuildUp(size - self.size).state()
            self.restore(
                {name: np.concatenate([a, more[name]]) for name, a in self._rings().items()} | self._last()
            )

    def keep(self, rows: NDArray[np.intp]) -> None:
        self.restore({name: a[rows] for name, a in self._rings().items()} | self._last())

    def state(self) -> State:
        return self._rings() | self._last()

    def _rings(self) -> State:
        """All that has the series as its first axis."""
        found: State = {"logs": self._logs, "posts": self._posts, "rates": self._rates}
        return found | {"own": self._own.data, "highs": self._highs.data}

    def _last(self) -> State:
        return {"bin": np.array([self._bin])}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        self._logs = np.array(state["logs"], np.int16)
        self._posts = np.array(state["posts"], np.uint16)
        self._rates = np.array(state["rates"], np.float32)
        self._own.data = np.array(state["own"], np.float32)
        self._highs.data = np.array(state["highs"], np.float32)
        self._bin = int(state["bin"][0])
        self._spoke = np.full(self.size, FALL, np.intp)
        self._recount()
