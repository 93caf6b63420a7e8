"""The station's own finished waves, as a forecast compares with them and learns from them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from sturmwarte.core.foresee.forecast import Past
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.watch import Watch
from sturmwarte.core.post import LIVE
from sturmwarte.engine.foresight.building import REAL
from sturmwarte.engine.foresight.counting import by_time
from sturmwarte.engine.foresight.minutes import minute_of
from sturmwarte.station.archive import Archive
from sturmwarte.station.foresee.models import Wave

MOST = 60
BACK = timedelta(days=2 * 365)
DAY = timedelta(days=1)
BIN_MIN = 5
LONGEST = timedelta(days=14)


@dataclass
class OwnPast:
    """Read again when another wave has ended; a wave is taken once the day after it is known."""

    archive: Archive
    _ids: tuple[str, ...] = ()
    _waves: list[Past] = field(default_factory=list)

    def waves(self, watch: Watch, now: datetime) -> Sequence[Past]:
        rows = finished(now)
        ids = tuple(row.wave for row in rows)
        if ids != self._ids:
            known = {one.id: one for one in self._waves}
            self._waves = [known.get(row.wave) or course(row, watch, self.archive) for row in rows]
            self._ids = ids
        return self._waves


def finished(now: datetime) -> list[Wave]:
    """The newest that rose, ended, and nobody called false."""
    over = Wave.objects.filter(run=LIVE, into="", phase="over", direction="up", private=False)
    rows = over.filter(ended__lt=now - DAY, started__gte=now - BACK).exclude(real=False)
    return list(rows.order_by("-started")[:MOST])


def course(row: Wave, watch: Watch, archive: Archive) -> Past:
    """From a day before its onset to a day after its end, of all public posts on its topic."""
    assert row.ended is not None
    begin = minute_of(row.started - DAY) // BIN_MIN * BIN_MIN
    end = minute_of(min(row.ended, row.started + LONGEST) + DAY)
    minutes = np.arange(begin, end, BIN_MIN, dtype=np.int64)
    key = SeriesKey(row.topic)
    counts = np.zeros(len(minutes))
    for at, series in by_time(archive.cells([row.topic], "minute", begin, end, REAL)).items():
        counts[min((at - begin) // BIN_MIN, len(counts) - 1)] += series.get(key, 0)
    return Past(
        id=row.wave,
        began=row.started - DAY,
        onset=row.started,
        counts=counts,
        expected=watch.expected(key, minutes) * BIN_MIN,
    )
