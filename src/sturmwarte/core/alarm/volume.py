"""How much a topic brings now, against the usual and against a moment ago."""

from collections.abc import Sequence
from math import log2
from typing import Final

from sturmwarte.core.foresee.waves.course import Course, Stretch, growth

LEAST_USUAL: Final = 0.05
"""Posts an hour: fewer are never expected, or a multiple at night would be one of nothing."""
_FEWEST_TO_DOUBLE: Final = 10
_SURE: Final = 2.0
"""Standard deviations by which a stretch must beat the one before it to count as growth."""


class Volume:
    """A wave's last hour. The last half hour stands beside it, so that a steep rise is not averaged away; a
    level's floors decide which of the two may speak for it."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._last = tuple(s for s in (course.last(60), course.last(30)) if s.is_heard)

    @property
    def posts(self) -> float | None:
        """Posts in the last hour; None when it was not heard."""
        return max((stretch.posts for stretch in self._last), default=None)

    def passing(self, floor: int) -> list[Stretch]:
        """The stretches that brought at least `floor` posts by themselves."""
        return [stretch for stretch in self._last if stretch.posts >= floor]

    def multiple(self, stretches: Sequence[Stretch] | None = None) -> float | None:
        """Posts an hour as a multiple of the usual: the highest of the stretches, or the last hour's."""
        chosen = stretches or self._last[:1]
        return max((one.rate / max(one.usual_rate, LEAST_USUAL) for one in chosen), default=None)

    def times_before(self) -> float | None:
        """The last hour as a multiple of the day before it: where no baseline is known. None under three
        heard hours."""
        before = self._course.hours(1, 24)
        last = self._course.last(60)
        if len(before) < 3 or not last.is_heard:
            return None
        mean = sum(hour.posts for hour in before) * 60 / sum(hour.heard for hour in before)
        return last.rate / max(mean, LEAST_USUAL)

    def doubling_min(self) -> float | None:
        """Minutes in which posts double at the pace of the last quarter, half or whole hour; None when they
        do not clearly grow. Growth that is usual at this time of day is taken out."""
        return min(
            (pace for minutes in (15, 30, 60) if (pace := self._pace(minutes)) is not None), default=None
        )

    def _pace(self, minutes: int) -> float | None:
        now, before = self._course.last(minutes), self._course.last(minutes, minutes)
        if not (now.is_heard and before.is_heard) or now.posts < _FEWEST_TO_DOUBLE:
            return None
        usual = now.usual_rate / before.usual_rate if before.usual_rate > 0 and now.usual_rate > 0 else 1.0
        times = now.rate / max(before.rate, 60 / before.heard / 2) / max(usual, 1.0)
        scaled = before._replace(posts=before.posts * max(usual, 1.0))
        if times <= 1 or growth(now, scaled) < _SURE:
            return None
        return minutes / log2(times)
