"""The forecaster that has learned from the station's own waves, in a file of the data folder.

Its first line names the packs it began with and the waves it knows: another version of the program, or other
waves, make it anew. It holds counts alone, nothing that anybody wrote.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.forecast import Forecaster
from sturmwarte.core.foresee.forecast.shipped import checksum
from sturmwarte.core.post import LIVE
from sturmwarte.engine import foretelling
from sturmwarte.engine.foresight.past import course, finished
from sturmwarte.engine.foresight.remembering import watch_of
from sturmwarte.station.archive import Archive
from sturmwarte.station.foresee.models import Memory

FILE = "forecaster.model"
FEWEST = 8
"""Waves of one's own from which learning begins: of fewer a single odd one would decide."""


def is_wanted(folder: Path, now: datetime) -> bool:
    """Whether there are enough own waves, and others than were learned from."""
    ids = [wave.wave for wave in finished(now)]
    return len(ids) >= FEWEST and foretelling.mark_of(folder / FILE) != _mark(ids)


def learn(folder: Path, archive: Archive, calendar: Calendar, now: datetime) -> bool:
    """Learns from the finished waves as they stand; False where there is nothing to learn from."""
    rows, memory = finished(now), Memory.objects.filter(run=LIVE).first()
    watch = watch_of(memory, calendar) if memory else None
    if watch is None or len(rows) < FEWEST:
        return False
    made = foretelling.forecaster().learn([course(row, watch, archive) for row in rows])
    return foretelling.keep(folder / FILE, _mark(row.wave for row in rows), made)


def read(folder: Path) -> Forecaster | None:
    """None where there is none, or none that fits this version."""
    mark = foretelling.mark_of(folder / FILE)
    if mark is None or not mark.startswith(checksum()):
        return None
    return foretelling.read(folder / FILE, mark)


def written(folder: Path) -> float:
    """When it was written; 0 for none."""
    try:
        return (folder / FILE).stat().st_mtime
    except OSError:
        return 0.0


def _mark(waves: Iterable[str]) -> str:
    return f"{checksum()}-{blake2b(' '.join(sorted(waves)).encode(), digest_size=8).hexdigest()}"
