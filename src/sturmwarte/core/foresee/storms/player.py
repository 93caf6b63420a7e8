"""Plays the rows of one recorded series through the watch and the tracker that work live."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import floor

import numpy as np

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.signal import SeriesKey, Signal, View
from sturmwarte.core.foresee.storms.recorder import BIN_MIN, KeptBuildUp, KeptSpike, Recorder
from sturmwarte.core.foresee.storms.steps import Steps
from sturmwarte.core.foresee.views.base import as_score
from sturmwarte.core.foresee.watch import Pulse, Watch
from sturmwarte.core.foresee.wave import Reached, Wave
from sturmwarte.core.foresee.waves import Changed, Tracker

LevelOf = Callable[[Wave, Pulse, datetime], str]
"""The level that the counts alone ask for at a moment (the ladder lies above this package)."""
VIEWS: Sequence[View] = ("spike", "build_up")
_LOOKS_BACK_MIN = 36 * 60
_GOLDEN = 0.618034
_LEVELS = ("green", "yellow", "orange", "red")


class Player:
    """One series, row by row. `waves` holds every wave so far as it was last, by id, in order of detection.

    `budget`: false alarms a month for the series, shared equally by `views`. Strictly online: what is said
    of a row rests on it and earlier rows only.
    """

    def __init__(
        self,
        name: str,
        calendar: Calendar | None = None,
        budget: float = 2.0,
        views: Sequence[View] = VIEWS,
        level: LevelOf | None = None,
    ) -> None:
        self.key = SeriesKey(name)
        self.waves: dict[str, Wave] = {}
        self.recorder = Recorder()
        self._spike, self._build_up = KeptSpike(), KeptBuildUp()
        self.watch = Watch(calendar or Calendar(), [self._spike, self._build_up, self.recorder])
        self._only = frozenset(views)
        # The tracker keeps half of a topic's budget for its parts and shares the rest among two views.
        self._tracker = Tracker(lambda _topic: 4.0 * budget / len(self._only))
        self._steps = Steps()
        self._level = level
        self._next = -1
        """The first minute not ticked yet."""

    def take(self, at: datetime, posts: float | None) -> float:
        """A row: posts counted from `at` on (aware), None where nothing was heard. Its score, 0..1.

        A row of a time already played is counted late and scores what the last one did.
        Raises `ValueError` for posts below zero.
        """
        if posts is not None and not 0 <= posts < float("inf"):
            raise ValueError(f"{posts} posts: a count is 0 or more")
        minute = int(at.timestamp() // 60)
        if minute < self._next - self._steps.step:
            self._late(minute, posts)
            return self.score
        span, quiet_before = self._steps.take(minute, posts)
        if self._next < 0:
            self._next = minute
        if quiet_before:
            self._play(minute - self._next, 0.0)
        self._next = max(self._next, minute)
        left = minute + span - self._next
        if left <= 0:
            self._late(minute, posts)
        elif posts is None:
            self._next += left
        else:
            self._play(left, posts)
        return self.score

    @property
    def step_min(self) -> int:
        """Minutes a row counts for, as far as can be told by now."""
        return self._steps.step

    @property
    def score(self) -> float:
        """How strange the last whole bin was to the views chosen, 0..1.

        The rarer of both, for having looked twice: one of two views brings as rare a thing twice as often.
        """
        views = [view for view in (self._spike, self._build_up) if view.name in self._only]
        rarest = [float(view.judged.per_month[0]) for view in views if view.judged is not None]
        return float(as_score(np.array(min(rarest, default=np.inf) * len(views))))

    def _late(self, minute: int, posts: float | None) -> None:
        if posts and self.watch.clock is not None and minute <= self.watch.clock:
            self.watch.late(minute, {self.key: round(posts)})

    def _play(self, minutes: int, posts: float) -> None:
        """`posts` spread evenly over the next minutes; single ones now early in them, now late."""
        if minutes <= 0:
            return
        done, phase = 0, self._next // minutes * _GOLDEN % 1.0
        for number in range(1, minutes + 1):
            upto = floor(posts * number / minutes + phase + 1e-9)
            signals = self.watch.tick(self._next, {self.key: upto - done} if upto > done else self._none)
            done = upto
            self._next += 1
            if self._next % BIN_MIN == 0:
                self._track(signals)

    @property
    def _none(self) -> dict[SeriesKey, int]:
        return {} if self.key in self.watch.keys else {self.key: 0}

    def _track(self, signals: Sequence[Signal]) -> None:
        now = datetime.fromtimestamp(self._next * 60, UTC)
        mine = [signal for signal in signals if signal.view in self._only]
        changes = self._tracker.tick(now, mine, self._pulse)
        self._keep(changes)
        for wave in self._tracker.waves():
            if wave.phase != "over" or wave.id in self.waves:
                self.waves[wave.id] = self._levelled(wave, now) if wave.phase != "over" else wave

    def _keep(self, changes: Sequence[Changed]) -> None:
        for changed in changes:
            self.waves[changed.wave.id] = changed.wave

    def _pulse(self, _series: SeriesKey, since: datetime, until: datetime) -> Pulse:
        return self.recorder.pulse(int(since.timestamp()) // 60, int(until.timestamp()) // 60)

    def _levelled(self, wave: Wave, now: datetime) -> Wave:
        """Levels only rise: here nobody lowers one."""
        if self._level is None:
            return wave
        pulse = self.recorder.pulse(self._next - _LOOKS_BACK_MIN, self._next)
        level = self._level(wave, pulse, now)
        if level not in _LEVELS or _LEVELS.index(level) <= _LEVELS.index(wave.level):
            return wave
        passed = _LEVELS[_LEVELS.index(wave.level) + 1 : _LEVELS.index(level) + 1]
        levels = wave.levels + tuple(Reached(each, now) for each in passed)
        return self._tracker.note(wave.id, level=level, levels=levels)
