"""What can be asked during one tick."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.waves.course import Course, Pulse

PulseOf = Callable[[SeriesKey, datetime, datetime], Pulse]
Authors = Callable[[SeriesKey, datetime, datetime], int | None]
_BACK = timedelta(hours=36)


class Look:
    """The counts up to `now`; each series' course is built once, and only if somebody asks."""

    def __init__(self, now: datetime, pulse: PulseOf, authors: Authors | None) -> None:
        self.now, self._pulse, self.authors = now, pulse, authors
        self._courses: dict[SeriesKey, Course] = {}

    def course(self, series: SeriesKey) -> Course:
        if series not in self._courses:
            self._courses[series] = Course(self._pulse(series, self.now - _BACK, self.now), self.now)
        return self._courses[series]
