"""What a view says of one bin, as signals."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.normal import Settings
from sturmwarte.core.foresee.signal import SeriesKey, Signal
from sturmwarte.core.foresee.views.base import Judged, View
from sturmwarte.core.foresee.watch.ring import BIN_MIN, Ring


def signals_of(
    view: View,
    judged: Judged,
    keys: Sequence[SeriesKey],
    *,
    bin_: int,
    ring: Ring,
    days: NDArray[np.float32],
    settings: Settings,
) -> list[Signal]:
    """A signal for each series that is unusual enough in the bin `bin_`. `days`: heard of each."""
    rows = np.flatnonzero(judged.per_month <= settings.emit_per_month)
    if not len(rows):
        return []
    widths, expected = view.windows(rows)
    observed, minutes = ring.sums(rows, bin_, widths), widths * BIN_MIN
    at = (bin_ + 1) * BIN_MIN
    moments = {width: _moment(at - width) for width in {0, *minutes.tolist()}}
    an_hour = 60 / minutes
    columns = (
        rows,
        judged.direction[rows],
        minutes,
        judged.score[rows],
        judged.per_month[rows],
        observed * an_hour,
        expected * an_hour,
        days[rows] >= settings.known_days,
    )
    return [
        Signal(
            series=keys[row],
            view=view.name,
            direction="up" if side > 0 else "down",
            at=moments[0],
            since=moments[width],
            score=score,
            per_month=per_month,
            observed=seen,
            expected=usual,
            known=known,
        )
        for row, side, width, score, per_month, seen, usual, known in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)
