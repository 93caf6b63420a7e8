"""Writes what is known of the waves: at each look course and level, then story and forecast one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from sturmwarte.core.foresee.outlook import Forecast, Staffing
from sturmwarte.core.foresee.wave import Proposal, Wave
from sturmwarte.core.post import LIVE
from sturmwarte.engine.foresight.counting import channel_of
from sturmwarte.engine.foresight.facts import proposal
from sturmwarte.engine.foresight.follower import Follower
from sturmwarte.engine.foresight.looking import CALM_MIN
from sturmwarte.engine.foresight.minutes import moment_of
from sturmwarte.engine.foresight.remembering import Known
from sturmwarte.engine.foresight.scene import Scene
from sturmwarte.engine.foresight.tales import Tale
from sturmwarte.station.foresee import models
from sturmwarte.station.foresee.record import Found, Remembered, record

SNAPSHOT_MIN = 5
YOUNG = timedelta(hours=1)
OFTEN, SELDOM = timedelta(minutes=5), timedelta(minutes=15)
"""How old a story may be: while its wave is young, and later. A forecast is never older than OFTEN; in a
replay, where hours pass in seconds, all may be as old as SELDOM."""


@dataclass
class Outlook:
    at: datetime
    forecast: Forecast | None
    staffing: Staffing | None


@dataclass
class Writer:
    """`real` is our clock, beside the run's own."""

    scene: Scene
    known: Known
    real: Callable[[], datetime]
    took_ms: float = 0.0
    _outlooks: dict[str, Outlook] = field(default_factory=dict)
    _due: dict[str, Follower] = field(default_factory=dict)
    _snapshot: int = 0
    _ask_for_erased: bool = True

    @property
    def now(self) -> datetime:
        """The run's clock after the last minute that was looked at."""
        return moment_of(self.known.ticked + 1)

    def write(self, *, waves: bool, snapshot: bool = False) -> None:
        """`waves`: they were looked at, so each is told as it is now. What ended is told a last time."""
        found = list(self._found()) if waves else []
        important = snapshot or any(follower.important for follower in self.known.followers)
        self._ask_for_erased = True
        memory = self._memory(important) if self.scene.run == LIVE else None
        self._record(found, memory)
        for follower in self.known.followers:
            for wave in follower.ended.values():
                self._due[wave.id] = follower
            if waves:
                follower.ended, follower.important = {}, False

    def tell_one(self) -> bool:
        """The story and the forecast of one wave that waits for them; False when none does."""
        if self._due:
            id, follower = next(iter(self._due.items()))
            del self._due[id]
            if wave := follower.tracker.wave(id):
                self._tell(follower, wave)
            return True
        self._ask_for_erased = self._ask_for_erased and self._tell_erased()
        return self._ask_for_erased

    def _found(self) -> Iterator[tuple[Follower, Found]]:
        for follower in self.known.followers:
            for wave in (*follower.open, *follower.ended.values(), *self._lingering(follower)):
                told = follower.tracker.note(wave.id, proposal=self._proposal(follower, wave))
                if told.phase != "over" and self._is_due(told):
                    self._due[wave.id] = follower
                yield follower, self._as_found(follower, told)

    def _lingering(self, follower: Follower) -> list[Wave]:
        """Over, but its level has not been lowered: each half hour, until aftercare is proposed."""
        if (self.known.ticked + 1) % CALM_MIN:
            return []
        over = [wave for wave in follower.tracker.waves() if wave.phase == "over" and not wave.into]
        return [
            wave for wave in over if wave.level not in {"green", "blue"} and wave.id not in follower.ended
        ]

    def _tell(self, follower: Follower, wave: Wave) -> None:
        scene, now = self.scene, self.now
        tale, fresh = scene.tales.of(wave.id), False
        if tale is None or self._is_old(wave, tale) or wave.phase == "over":
            unusual = follower.unusual.get(wave.id, {})
            tale, fresh = (
                scene.tales.tell(wave, scene.plan_rules, now, _channels(follower, wave), unusual),
                True,
            )
            wave = follower.tracker.note(wave.id, colour=tale.colour, voices=tale.voices)
            wave = follower.tracker.note(wave.id, proposal=self._proposal(follower, wave))
        if wave.phase != "over":
            forecast = scene.outlooks.look(wave, scene.asking, tale, now)
            staffing = None
            if forecast is not None:
                staffing = scene.outlooks.staff(forecast, scene.plan_rules, wave, tale, now)
            self._outlooks[wave.id] = Outlook(now, forecast, staffing)
        self._record([(follower, self._as_found(follower, wave, tale if fresh else None, fresh=True))])
        if wave.phase == "over":
            self._outlooks.pop(wave.id, None)

    def _tell_erased(self) -> bool:
        """A wave whose story lost a post: told anew at once, however long it is over."""
        row = models.Wave.objects.filter(run=self.scene.run, untold=True).first()
        if row is None:
            return False
        wave = msgspec.convert(row.told, Wave)
        channels = list(wave.channels) if row.private else None
        tale = self.scene.tales.tell(wave, self.scene.plan_rules, self.now, channels, {})
        told = replace(wave, story=tale.story, colour=tale.colour, voices=tale.voices)
        found = Found(told, sorted({*row.channels, *tale.channels}), row.private, tale.read)
        record(self.scene.run, [found], None, self.now, self.real())
        return True

    def _as_found(
        self, follower: Follower, wave: Wave, tale: Tale | None = None, *, fresh: bool = False
    ) -> Found:
        known, outlook = self.scene.tales.of(wave.id), self._outlooks.get(wave.id)
        muted = not self.scene.feedback.muted.isdisjoint(wave.topics)
        told = replace(follower.outgoing(wave), muted=muted)
        return Found(
            told=replace(told, story=tale.story) if tale else told,
            channels=sorted({*told.channels, *(known.channels if known else ())}),
            private=follower.private,
            read=tale.read if tale else None,
            forecast=outlook.forecast if outlook else None,
            fresh=fresh,
            staffing=outlook.staffing if outlook else None,
        )

    def _record(self, found: Sequence[tuple[Follower, Found]], memory: Remembered | None = None) -> None:
        standing = record(self.scene.run, [one for _, one in found], memory, self.now, self.real())
        for follower, one in found:
            stands = standing[one.told.id]
            id = follower.inner(one.told.id)
            if follower.tracker.wave(id) is not None:
                follower.tracker.note(id, level=stands.level, levels=stands.levels)

    def _memory(self, important: bool) -> Remembered:
        ticked = self.known.ticked
        if not important and ticked - self._snapshot < SNAPSHOT_MIN:
            return Remembered(ticked, self.took_ms)
        self._snapshot = ticked
        state, tracker = self.known.packed()
        return Remembered(ticked, self.took_ms, ticked, state, tracker)

    def _proposal(self, follower: Follower, wave: Wave) -> Proposal:
        return proposal(self.scene, wave, _channels(follower, wave), self.now)

    def _is_due(self, wave: Wave) -> bool:
        tale, outlook = self.scene.tales.of(wave.id), self._outlooks.get(wave.id)
        often = OFTEN if self.scene.run == LIVE else SELDOM
        return tale is None or outlook is None or self.now - outlook.at >= often or self._is_old(wave, tale)

    def _is_old(self, wave: Wave, tale: Tale) -> bool:
        young = self.scene.run == LIVE and self.now - wave.detected < YOUNG
        most = OFTEN if young else SELDOM
        return self.now - tale.at >= most


def _channels(follower: Follower, wave: Wave) -> list[str] | None:
    """None: public posts; else the channels whose private messages the wave is made of."""
    if not follower.private:
        return None
    return [channel_of(channel) for channel in wave.channels] or follower.channels
