"""What every view of the counts offers: many series at once, one step of time after the other.

A view is strictly online: what it says of a step depends on that step and earlier ones only. Its state is
named arrays whose first axis is the series, so that a watch packs it exactly and adds or drops series.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.signal import View as Name

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Signs = NDArray[np.int8]
State = dict[str, NDArray[np.generic]]


class Judged(NamedTuple):
    """One step of n series. `score` 0..1, the higher the stranger; 0 where nothing was heard.

    `per_month`: how often chance alone brings something at least as strange in 30 days (inf: not judged).
    `direction`: 1 for a rise, -1 for a fall, 0 where nothing was judged.
    """

    score: Floats
    per_month: Floats
    direction: Signs


class View(Protocol):
    """Watches `size` series in bins of `step_min` minutes."""

    name: Name
    step_min: int

    @property
    def size(self) -> int: ...

    def step(self, start: int, n: Floats, heard: Flags, expected: Floats, dispersion: Floats) -> Judged:
        """Judge the bin that began at `start` (minutes since 1970), then learn from it.

        `n`: posts in the bin; ignored where not `heard`, which is never learned as zero. `expected`: the
        usual posts in this bin (nan: no baseline yet). `dispersion`: their variance / mean, >= 1.
        """
        ...

    def windows(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats]:
        """Of these series: bins of the window that spoke in the last step, and the usual posts in it."""
        ...

    def grow(self, size: int) -> None:
        """Add series at the end, without a past, until there are `size`."""
        ...

    def keep(self, rows: NDArray[np.intp]) -> None:
        """Only these series stay, in this order."""
        ...

    def state(self) -> State:
        """Everything the view remembers; `restore` of the same gives the same answers to the last bit."""
        ...

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None: ...


MONTH_MIN = 30 * 24 * 60


def as_score(per_month: Floats) -> Floats:
    """0..1 on a log scale: 0 when chance brings it 1,000 times a month, 1 when once in 1,000 months."""
    return np.clip((3.0 - np.log10(np.maximum(per_month, 1e-9))) / 6.0, 0.0, 1.0)
