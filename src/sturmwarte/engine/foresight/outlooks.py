"""What is likely to become of a wave, and how many people it takes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from sturmwarte.core.foresee.forecast import Course, Forecaster, Marks
from sturmwarte.core.foresee.outlook import Forecast, Staffing
from sturmwarte.core.foresee.staffing import Aims, staff
from sturmwarte.core.foresee.wave import Wave
from sturmwarte.core.foresee.waves.tracked import lead
from sturmwarte.core.post import LIVE
from sturmwarte.engine.foresight.asking import Asking
from sturmwarte.engine.foresight.duty import backlog, deadline_min, handling_time, on_duty
from sturmwarte.engine.foresight.minutes import DAY_MIN, minute_of
from sturmwarte.engine.foresight.past import OwnPast
from sturmwarte.engine.foresight.rules import Rules
from sturmwarte.engine.foresight.tales import Tale

WORTH = 0.3
"""Share of posts worth an answer where none has been read: a rule of thumb."""
BIN_MIN = 5
SOONEST_MIN = 3
"""The running five minutes are taken for as many posts as they bring at this pace, from this minute on."""

Ready = Callable[[], Forecaster | None]


@dataclass
class Outlooks:
    """`forecaster` gives the model at work, None while there is none."""

    run: str
    forecaster: Ready
    past: OwnPast
    _handling: tuple[datetime, tuple[float, int]] | None = field(default=None)

    def look(self, wave: Wave, asking: Asking, tale: Tale | None, now: datetime) -> Forecast | None:
        """None for a fall, and while there is no model."""
        model = self.forecaster()
        if model is None or wave.direction == "down":
            return None
        end = minute_of(now) // BIN_MIN * BIN_MIN
        since = max(minute_of(wave.started) - DAY_MIN, end - 2 * DAY_MIN)
        pulse = asking.between(lead(wave), since, end)
        counts, expected = pulse.counts, pulse.expected
        posts, heard = asking.watch.running(lead(wave))
        if heard and len(expected):
            # A storm of two minutes must not be forecast from the calm before it.
            counts = np.append(counts, posts * BIN_MIN / max(heard, SOONEST_MIN))
            expected, end = np.append(expected, expected[-1]), end + BIN_MIN
        ahead = end + np.arange(0, DAY_MIN, BIN_MIN, dtype=np.int64)
        course = Course(
            now=now,
            onset=wave.started,
            counts=counts,
            expected=expected,
            ahead=asking.watch.expected(lead(wave), ahead) * BIN_MIN,
            marks=_marks(tale),
        )
        return model.look(course, self.past.waves(asking.watch, now) if self.run == LIVE else ())

    def staff(
        self, forecast: Forecast, rules: Rules, wave: Wave, tale: Tale | None, now: datetime
    ) -> Staffing | None:
        if not forecast.per_hour:
            return None
        waiting, priority = backlog(self.run, wave.topics)
        return staff(
            forecast.per_hour,
            tale.worth if tale and tale.worth is not None else WORTH,
            self._handling_time(rules.foresight.handling_minutes, now),
            deadline_min(rules.plan, priority),
            waiting,
            on_duty(rules.plan),
            now=now,
            aims=Aims(target=rules.foresight.in_time_percent / 100),
        )

    def _handling_time(self, default_min: float, now: datetime) -> tuple[float, int]:
        if self._handling is None or now - self._handling[0] > timedelta(hours=1):
            self._handling = now, handling_time(self.run, default_min, now)
        return self._handling[1]


def _marks(tale: Tale | None) -> Marks:
    if tale is None:
        return Marks()
    voices, colour = tale.voices, tale.colour
    posts = max(voices.posts, 1)
    return Marks(
        negative=colour.negative if colour.judged else None,
        outraged=colour.outraged if colour.judged else None,
        authors=voices.authors / posts if voices.authors else None,
        campaign=voices.copies / posts,
        top_tenth=voices.top_tenth,
        reach=float(tale.story.reach),
    )
