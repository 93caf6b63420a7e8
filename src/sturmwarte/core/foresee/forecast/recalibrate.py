"""Intervals that learn from the station's own forecasts: wider where the truth fell outside too often."""

from collections.abc import Sequence

import numpy as np

from sturmwarte.core.foresee.forecast.calibrate import GROUPS, INSIDE, group
from sturmwarte.core.foresee.forecast.course import Array
from sturmwarte.core.foresee.forecast.features import SOFT
from sturmwarte.core.foresee.outlook import Forecast

HOLD = 200
"""Hours judged that weigh as much as what was learned before."""


def recalibrate(widths: Array, judged: Sequence[tuple[Forecast, Sequence[float]]]) -> Array:
    """(GROUPS, 4) widths: for each group the quantile of how many times wider a half had to be, mixed on the
    log scale with 1 as by `HOLD` further hours; within a third and three times what it was."""
    errors = [one for forecast, came in judged for one in _errors(forecast, came)]
    out = widths.copy()
    if not errors:
        return out
    found = np.array(errors)
    tail = (1 - INSIDE) / 2
    for at in range(GROUPS):
        some = found[found[:, 0] == at]
        if not len(some):
            continue
        level = min(1.0, (1 - tail) * (len(some) + 1) / len(some))
        for side in (0, 1):
            times = np.clip(np.quantile(some[:, 1 + side], level), 1 / 3, 3.0)
            out[at, side] *= times ** (len(some) / (len(some) + HOLD))
    return out


def _errors(forecast: Forecast, came: Sequence[float]) -> list[tuple[float, float, float]]:
    """(group, times wider below, times wider above) of each hour that is known."""
    rows = []
    for hour, (said, posts) in enumerate(zip(forecast.per_hour, came, strict=False), start=1):
        if not np.isfinite(posts):
            continue
        low, middle, high, truth = (np.log(v + SOFT) for v in (said.low, said.middle, said.high, posts))
        below = (middle - truth) / max(middle - low, 0.02)
        above = (truth - middle) / max(high - middle, 0.02)
        rows.append((float(group(np.array(hour), np.array(said.middle))), float(below), float(above)))
    return rows
