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

WINDOWS = (24, 36, 72)
"""Two, three and six hours in bins. One hour belongs to the spike view: its heavier tail would hide these."""
FALL = 24
HALF_HOURS = 13
"""Of six hours that may begin within a half hour."""
FINE = 1024.0
"""Logs are kept as whole 1/1024: their running sums stay exact for ever."""
UNHEARD = np.int16(-32768)
ENOUGH = 0.6
"""Share of a window that must have been heard for it to be judged."""
BIN_MIN = 5


class BuildUp:
    """Bins of five minutes, judged with each; the most telling window speaks."""

    name: Name = "build_up"
    step_min = BIN_MIN

    def __init__(self, size: int = 0) -> None:
        self._logs = np.full((size, WINDOWS[-1]), UNHEARD, np.int16)
        self._posts = np.zeros((size, FALL), np.uint16)
        self._rates = np.zeros((size, HALF_HOURS), np.float32)
        self._rising = [Deviation(size) for _ in WINDOWS]
        self._falling = Deviation(size)
        self._up, self._down = Highs(size), Highs(size)
        self._bin = 0
        self._spoke = np.full(size, WINDOWS[0], np.int16)
        self._recount()

    @property
    def size(self) -> int:
        return len(self._logs)

    def step(self, start: int, n: Floats, heard: Flags, expected: Floats, dispersion: Floats) -> Judged:
        usable = heard & np.isfinite(expected)
        mean = np.where(usable, expected, 0.0)
        varies = (np.maximum(dispersion, 1.0) - 1.0) / np.maximum(mean, 1e-9)
        self._take_in(start // BIN_MIN, np.where(usable, n, 0.0), usable, mean, varies)
        rises = [self._rise(i, mean, varies) for i in range(len(WINDOWS))]
        rise = np.maximum.reduce(
            [own.of(value) * ready for own, (value, ready) in zip(self._rising, rises, strict=True)]
        )
        fall_raw, fall_ready = self._fall()
        fall = self._falling.of(fall_raw) * fall_ready
        self._remember_window(rises, rise)
        up, down = self._up.per_month(rise), self._down.per_month(fall)
        if (self._bin + 1) % 6 == 0:
            for own, (value, ready) in zip(self._rising, rises, strict=True):
                own.learn(value, usable & ready)
            self._falling.learn(fall_raw, usable & fall_ready)
        for highs, value in ((self._up, rise), (self._down, fall)):
            highs.see(value, usable)
            if (self._bin + 1) % Highs.BLOCK == 0:
                highs.close()
        per_month = np.where(usable, np.minimum(up, down), np.inf)
        direction = np.where(usable, np.where(up <= down, 1, -1), 0).astype(np.int8)
        self._spoke = np.where(direction < 0, FALL, self._spoke).astype(np.int16)
        return Judged(np.where(usable, as_score(per_month), 0.0), per_month, direction)

    def windows(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats]:
        """Of these series: bins of the window that spoke in the last step, and the usual posts in it."""
        widths = self._spoke[rows].astype(np.intp)
        usual = np.zeros(len(rows))
        for width in WINDOWS:
            here = widths == width
            usual[here] = self._usual(width, rows[here])
        return widths, usual

    def _take_in(self, bin_: int, n: Floats, usable: Flags, mean: Floats, varies: Floats) -> None:
        """Put one bin into the rings and running sums; what lies before a jump is not heard."""
        for missed in range(max(self._bin + 1, bin_ - WINDOWS[-1]), bin_):
            self._push(missed, np.full(self.size, UNHEARD), np.zeros(self.size), np.zeros(self.size))
        # The mean log of a count lies below the log of its mean by half its relative variance.
        log = np.log((n + 1.0) / (mean + 1.0)) + 0.5 * (mean + varies * mean**2) / (mean + 1.0) ** 2
        fine = np.where(usable, np.clip(np.rint(log * FINE), -32767, 32767), UNHEARD)
        self._push(bin_, fine.astype(np.int16), n, mean / BIN_MIN)

    def _push(self, bin_: int, logs: NDArray[np.int16], posts: Floats, rate: Floats) -> None:
        for i, width in enumerate(WINDOWS):
            old = self._logs[:, (bin_ - width) % WINDOWS[-1]]
            self._sums[i] += _counted(logs) - _counted(old)
            self._heard[i] += (logs != UNHEARD).astype(np.int32) - (old != UNHEARD)
        self._logs[:, bin_ % WINDOWS[-1]] = logs
        column = bin_ % FALL
        new = np.minimum(posts, 65535).astype(np.uint16)
        self._total += new.astype(np.int64) - self._posts[:, column]
        self._posts[:, column] = new
        half = bin_ // 6 % HALF_HOURS
        if bin_ % 6 == 0:
            self._rates[:, half] = 0
        self._rates[:, half] = np.maximum(self._rates[:, half], rate)
        self._bin = bin_

    def _rise(self, i: int, mean: Floats, varies: Floats) -> tuple[Floats, Flags]:
        """Mean log over window i against what counting and a varying rate alone would bring."""
        width = WINDOWS[i]
        ready = self._heard[i] >= ENOUGH * width
        value = self._sums[i] / FINE / np.maximum(self._heard[i], 1)
        share = mean / (mean + 1.0)
        return value / (np.sqrt(share / (mean + 1.0) / width + varies * share**2) + 0.02), ready

    def _fall(self) -> tuple[Floats, Flags]:
        heard = self._heard[WINDOWS.index(FALL)]
        usual = self._usual(FALL, slice(None)) * heard / FALL
        value = -np.log((self._total + 1.0) / (usual + 1.0))
        return value / np.sqrt(1.0 / (usual + 1.0) + 0.05), heard >= ENOUGH * FALL

    def _usual(self, width: int, rows: NDArray[np.intp] | slice) -> Floats:
        """Usual posts in the last `width` bins, by the half hours they lie in."""
        bins = self._bin - np.arange(width)
        weights = np.bincount(bins // 6 % HALF_HOURS, minlength=HALF_HOURS) * float(BIN_MIN)
        return np.asarray((self._rates[rows] * weights).sum(axis=1))

    def _remember_window(self, rises: list[tuple[Floats, Flags]], rise: Floats) -> None:
        self._spoke = np.full(self.size, WINDOWS[0], np.int16)
        for width, own, (value, ready) in zip(WINDOWS, self._rising, rises, strict=True):
            self._spoke[(own.of(value) * ready >= rise) & ready] = width

    def _recount(self) -> None:
        """The running sums, from the rings: whole numbers, so the same to the last bit."""
        bins = (self._bin - np.arange(WINDOWS[-1])) % WINDOWS[-1]
        logs = self._logs[:, bins].astype(np.int32)
        known = logs != int(UNHEARD)
        logs = np.where(known, logs, 0)
        self._sums = np.array([logs[:, :width].sum(axis=1) for width in WINDOWS], np.int32)
        self._heard = np.array([known[:, :width].sum(axis=1) for width in WINDOWS], np.int32)
        self._total = self._posts.sum(axis=1, dtype=np.int64)

    def _parts(self) -> dict[str, Deviation | Highs]:
        rising = {f"rising{width}": own for width, own in zip(WINDOWS, self._rising, strict=True)}
        return {**rising, "falling": self._falling, "up": self._up, "down": self._down}

    def grow(self, size: int) -> None:
        more = size - self.size
        self._logs = np.concatenate([self._logs, np.full((more, WINDOWS[-1]), UNHEARD, np.int16)])
        self._posts = np.concatenate([self._posts, np.zeros((more, FALL), np.uint16)])
        self._rates = np.concatenate([self._rates, np.zeros((more, HALF_HOURS), np.float32)])
        self._spoke = np.concatenate([self._spoke, np.full(more, WINDOWS[0], np.int16)])
        for part in self._parts().values():
            part.grow(more)
        self._recount()

    def keep(self, rows: NDArray[np.intp]) -> None:
        self._logs, self._posts, self._rates = self._logs[rows], self._posts[rows], self._rates[rows]
        self._spoke = self._spoke[rows]
        for part in self._parts().values():
            part.data = part.data[rows]
        self._recount()

    def state(self) -> State:
        found: State = {
            "logs": self._logs,
            "posts": self._posts,
            "rates": self._rates,
        }
        for name, part in self._parts().items():
            found[name] = part.data
        found["bin"] = np.array([self._bin])
        return found

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        self._logs = np.array(state["logs"], np.int16)
        self._posts = np.array(state["posts"], np.uint16)
        self._rates = np.array(state["rates"], np.float32)
        self._bin = int(state["bin"][0])
        self._spoke = np.full(self.size, WINDOWS[0], np.int16)
        for name, part in self._parts().items():
            part.data = np.array(state[name], np.float32)
        self._recount()


def _counted(logs: NDArray[np.int16]) -> NDArray[np.int32]:
    return np.where(logs == UNHEARD, 0, logs).astype(np.int32)
