"""What a series did of late, beside what was usual."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Pulse(NamedTuple):
    """Steps that began at `minutes` (since 1970, UTC): posts in the step, and the usual posts of a step.

    `counts` is nan where nothing was heard, where the step is not over, and beyond what is remembered.
    """

    minutes: NDArray[np.int64]
    counts: NDArray[np.float64]
    expected: NDArray[np.float64]
