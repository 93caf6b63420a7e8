"""The watch: counts of thousands of series minute by minute, what is usual for them, and what is not.

>>> from sturmwarte.core.foresee.calendar import Calendar
>>> from sturmwarte.core.foresee.signal import SeriesKey
>>> watch = Watch(Calendar())
>>> watch.tick(29_000_000, {SeriesKey("tariffs"): 2})
[]
>>> watch.baseline(SeriesKey("tariffs")).known
False
"""

from sturmwarte.core.foresee.normal import Baseline, Settings
from sturmwarte.core.foresee.watch.errors import ClockError, DamagedState, WatchError
from sturmwarte.core.foresee.watch.pulse import Pulse
from sturmwarte.core.foresee.watch.watch import Watch

__all__ = ["Baseline", "ClockError", "DamagedState", "Pulse", "Settings", "Watch", "WatchError"]
