"""Foresight of one run: its counters minute by minute, its waves, and what is told of them.

1. A look takes minutes in and writes the waves together with the memory of them. 2. Stories and forecasts
follow, one wave a step, each written by itself. A crash between the two leaves a wave without its newest
story; a later look tells it.
"""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sturmwarte.core.foresee.watch import Watch
from sturmwarte.core.post import LIVE
from sturmwarte.engine.brain import Brain
from sturmwarte.engine.clock import real_now
from sturmwarte.engine.foresight.building import Builder, newest_history, seen_lately
from sturmwarte.engine.foresight.looking import Look
from sturmwarte.engine.foresight.minutes import minute_of
from sturmwarte.engine.foresight.outlooks import Ready
from sturmwarte.engine.foresight.remembering import Known, remembered, unknown
from sturmwarte.engine.foresight.rules import rules
from sturmwarte.engine.foresight.scene import scene
from sturmwarte.engine.foresight.writing import Writer
from sturmwarte.station.archive import Archive
from sturmwarte.station.foresee.actions.give import given
from sturmwarte.station.foresee.record import close_unknown

GRACE = timedelta(seconds=10)
"""Posts under way when a minute ends still come in before it is looked at."""
SLICE_S = 0.15
"""So long a step may keep posts waiting; a single story may take longer."""
SETTLED = timedelta(seconds=60)
"""History that is still coming in is waited for."""


class Foresight:
    """`step` again and again does what is due; nothing is done without a plan.

    `live` goes on where it was, or builds its watch from history. A replay's or drill's run begins with
    nothing at `start` and keeps no memory.
    """

    def __init__(
        self,
        run: str,
        archive: Archive,
        forecaster: Ready,
        *,
        start: datetime | None = None,
        real: Callable[[], datetime] = real_now,
    ) -> None:
        self.run = run
        self._archive, self._start, self._real = archive, start, real
        self._scene = scene(run, archive, forecaster)
        self._made_of: tuple[str, date] | None = None
        self._known: Known | None = None
        self._builder: Builder | None = None
        self._writer: Writer | None = None

    def use(self, brain: Brain | None, now: datetime) -> None:
        """The plan that counts from now on."""
        made_of = (brain.version, now.date()) if brain else None
        if made_of != self._made_of:
            self._made_of = made_of
            self._scene.rules = rules(brain.plan, now.date()) if brain else None
            if self._known and self._scene.rules:
                self._adapt(self._known.watch)

    def step(self, now: datetime, budget_s: float = SLICE_S) -> bool:
        """One piece of what is due at `now` of the run's clock; False when nothing is."""
        if self._scene.rules is None:
            return False
        upto = minute_of(now - GRACE) - 1
        if self._known is None and self._builder is None:
            self._begin(upto)
        if self._builder is not None:
            if self._known is not None:  # the waves are followed on meanwhile
                self._builder.until = self._known.ticked + 1
            if self._builder.step(budget_s):
                self._take_over(self._builder)
        if self._known is None or self._writer is None:
            return True
        if self._known.ticked < upto:
            self._look(self._known, self._writer, upto, budget_s)
            return True
        return self._writer.tell_one() or self._builder is not None

    def save(self) -> None:
        """Writes down what is known, before the process ends."""
        if self._writer is not None:
            self._writer.write(waves=False, snapshot=True)

    def _look(self, known: Known, writer: Writer, upto: int, budget_s: float) -> None:
        begun = time.perf_counter()
        waves = Look(self._scene, known, upto).take(budget_s)
        if waves or self.run == LIVE:
            writer.write(waves=waves)
        writer.took_ms = 1000 * (time.perf_counter() - begun)
        if self.run == LIVE and self._builder is None:
            self._look_for_history(known)

    def _begin(self, upto: int) -> None:
        """Goes on where it was; without a memory the watch is built first."""
        scene = self._scene
        if self.run != LIVE:
            first = minute_of(self._start) if self._start else upto
            self._follow(unknown(Watch(scene.plan_rules.calendar), scene.feedback, scene.asking, first - 1))
            return
        known = remembered(self.run, scene.plan_rules.calendar, scene.feedback, scene.asking)
        if known is None:
            self._build(upto + 1)
        else:
            self._follow(known)
            self._adapt(known.watch)

    def _build(self, until: int) -> None:
        rules = self._scene.plan_rules
        self._builder = Builder(self._archive, rules.topics, until, rules.calendar, given)

    def _take_over(self, built: Builder) -> None:
        """The watch that was built takes the place of the one at work; the waves are followed on."""
        scene, until = self._scene, built.until
        self._builder = None
        fresh = unknown(built.watch, scene.feedback, scene.asking, until - 1)
        if self._known is not None:
            fresh.followers = self._known.followers
        fresh.seen = seen_lately(self._archive, scene.plan_rules.topics, until, self.run)
        fresh.change = newest_history(0)[0]
        self._follow(fresh)

    def _follow(self, known: Known) -> None:
        self._known = known
        self._writer = Writer(self._scene, known, self._real)
        self._scene.asking.about(known.watch)
        if self.run == LIVE:
            followed = (f.outgoing(wave).id for f in known.followers for wave in f.tracker.waves())
            close_unknown(self.run, list(followed), self._real())

    def _look_for_history(self, known: Known) -> None:
        """Imported posts or counts change what is usual: the watch is built anew beside the one at work."""
        change, at = newest_history(known.change)
        if at is not None and self._real() - at > SETTLED:
            known.change = change
            self._build(known.ticked + 1)

    def _adapt(self, watch: Watch) -> None:
        """To another plan: its calendar, and only its topics."""
        rules = self._scene.plan_rules
        watch.calendar = rules.calendar
        watch.forget([key for key in watch.keys if key.topic not in rules.topics])
