"""Three plain detectors of the literature on many series at once: z scores, the higher the stranger.

Each looks at rows of five minutes, `x` [series, rows], and only backwards.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HOUR, DAY = 12, 288


def windowed_gaussian(x: Floats) -> Floats:
    """Each row against mean and deviation of the week before it."""
    past = 7 * DAY
    mean, square = (_before(_trailing(part, past), 1) for part in (x, x**2))
    return (x - mean) / np.sqrt(np.maximum(square - mean**2, 0.25))


def ears_c2(x: Floats) -> Floats:
    """EARS C2 (Hutwagner et al. 2003) by hours: the last hour against seven hours, two hours between."""
    hour = _trailing(x, HOUR) * HOUR
    past = np.stack([_before(hour, HOUR * (2 + k)) for k in range(1, 8)])
    return (hour - past.mean(axis=0)) / np.maximum(past.std(axis=0, ddof=1), 0.5)


def seasonal_robust_z(x: Floats, bins: int = 24, days: int = 14) -> Floats:
    """Two hours against median and median deviation of the same two hours on the last fourteen days."""
    window = _trailing(x, bins) * bins
    past = np.stack([_before(window, DAY * k) for k in range(1, days + 1)])
    middle = np.median(past, axis=0)
    spread = 1.4826 * np.median(np.abs(past - middle), axis=0)
    return (window - middle) / np.maximum(spread, np.sqrt(middle + 1.0))


def _trailing(x: Floats, width: int) -> Floats:
    """Mean of the last `width` rows; at the start of as many as there are."""
    total = np.cumsum(np.pad(x, ((0, 0), (1, 0))), axis=1)
    ends = np.arange(1, x.shape[1] + 1)
    starts = np.maximum(ends - width, 0)
    return (total[:, ends] - total[:, starts]) / (ends - starts)


def _before(x: Floats, rows: int) -> Floats:
    """`rows` earlier; the first value where there is none."""
    return np.concatenate([np.repeat(x[:, :1], min(rows, x.shape[1]), axis=1), x[:, :-rows]], axis=1)[
        :, : x.shape[1]
    ]
