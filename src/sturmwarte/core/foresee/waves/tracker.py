"""The face: signals in, waves out, minute by minute."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from sturmwarte.core.foresee.budget import Siblings, limit, usual_siblings
from sturmwarte.core.foresee.signal import SeriesKey, Signal
from sturmwarte.core.foresee.wave import Colour, Proposal, Reached, Story, Voices, Wave
from sturmwarte.core.foresee.waves.course import Course
from sturmwarte.core.foresee.waves.look import Authors, Look, PulseOf
from sturmwarte.core.foresee.waves.merging import Alike, merged, pairs
from sturmwarte.core.foresee.waves.opening import Opening, dwarfs, from_trigger, opened, renewed
from sturmwarte.core.foresee.waves.phases import calm_stretch, suggested
from sturmwarte.core.foresee.waves.settings import Settings
from sturmwarte.core.foresee.waves.tracked import Tracked, joined, read_rates
from sturmwarte.core.foresee.waves.trigger import Trigger
from sturmwarte.core.reason import Reason

What = Literal["onset", "phase", "joined", "merged", "revived", "over"]
USUAL = Settings()
_VERSION = 2
_MONTH = timedelta(days=30)


class Changed(msgspec.Struct, frozen=True):
    """`wave` as it is now, and what happened: it began, changed its phase, reached another series, became
    part of another (`wave.into`), came back after it was over, or ended."""

    wave: Wave
    what: What


class Tracker:
    """Follows the waves of one run. Deterministic: the same ticks give the same waves, after a restart too.

    `budgets(topic)`: false alarms a month the topic may have, all its series together. `siblings(topic)`:
    how many channels, sentiments and kinds share it. A signal within its share begins a wave; one beyond it
    can only keep a wave going; but for a rise that dwarfs the day before, once a month or half of the budget.
    """

    def __init__(
        self,
        budgets: Callable[[str], float],
        settings: Settings = USUAL,
        siblings: Callable[[str], Siblings] = usual_siblings,
    ) -> None:
        self._budgets, self._settings, self._siblings = budgets, settings, siblings
        self._waves: dict[str, Tracked] = {}
        self._beyond: dict[str, list[datetime]] = {}
        """By topic, when waves began beyond the budget."""

    def tick(
        self,
        now: datetime,
        signals: Sequence[Signal],
        pulse: PulseOf,
        *,
        triggers: Sequence[Trigger] = (),
        authors: Authors | None = None,
        alike: Alike | None = None,
        muted: Collection[str] = (),
    ) -> list[Changed]:
        """One minute. `pulse(series, from, until)` is asked for at most the last 36 hours.

        `authors(series, from, until)`: how many wrote, None where nobody knows. `alike(wave, wave)`: 0..1,
        how much two waves are one story. `muted`: topics nobody is to be told of; their waves are flagged.
        """
        look = Look(now, pulse, authors)
        self._drop_old(now)
        changes = self._renew(look, signals)
        changes += self._join(look, signals)
        changes += self._open(look, signals, triggers)
        changes += self._age(look)
        if alike is not None:
            changes += self._merge(now, alike)
        return [self._flagged(change, muted) for change in changes]

    def waves(self) -> list[Wave]:
        """All that go on, and those that ended in the last hours, the oldest first."""
        return sorted((one.wave for one in self._waves.values()), key=lambda wave: (wave.started, wave.id))

    def wave(self, id: str) -> Wave | None:
        one = self._waves.get(id)
        return one.wave if one else None

    def note(
        self,
        id: str,
        *,
        story: Story | None = None,
        colour: Colour | None = None,
        voices: Voices | None = None,
        proposal: Proposal | None = None,
        level: str | None = None,
        levels: tuple[Reached, ...] | None = None,
    ) -> Wave:
        """Keeps with a wave what others found out about it. Raises `KeyError` for a wave it does not know."""
        one = self._waves[id]
        found: dict[str, object] = {"story": story, "colour": colour, "voices": voices}
        found |= {"proposal": proposal, "level": level, "levels": levels}
        one.change(**{name: value for name, value in found.items() if value is not None})
        return one.wave

    def pack(self) -> bytes:
        return msgspec.msgpack.encode((_VERSION, list(self._waves.values()), self._beyond))

    @classmethod
    def unpack(
        cls,
        packed: bytes,
        budgets: Callable[[str], float],
        settings: Settings = USUAL,
        siblings: Callable[[str], Siblings] = usual_siblings,
    ) -> "Tracker":
        """Raises `ValueError` for bytes that are no tracker of this version."""
        version, *_ = msgspec.msgpack.decode(packed, type=tuple[Any, ...])
        if version != _VERSION:
            raise ValueError(
                f"waves were packed as version {version}, this is {_VERSION}: begin without them"
            )
        _, waves, beyond = msgspec.msgpack.decode(
            packed, type=tuple[int, list[Tracked], dict[str, list[datetime]]]
        )
        tracker = cls(budgets, settings, siblings)
        tracker._waves = {one.wave.id: one for one in waves}
        tracker._beyond = beyond
        return tracker

    def _allowed(self, signal: Signal) -> bool:
        topic = signal.series.topic
        return signal.per_month <= limit(
            self._budgets(topic), signal.series, signal.view, self._siblings(topic)
        )

    def _beginning(self, look: Look, signals: Sequence[Signal]) -> tuple[list[Signal], bool]:
        """The signals of one topic and direction that may begin a wave, and whether beyond the budget.

        After a storm the watch deems much possible that was not before, for weeks: then the counts of the day
        before speak for themselves, as rarely as the budget can bear.
        """
        if allowed := [signal for signal in signals if self._allowed(signal)]:
            return allowed, False
        whole = [s for s in signals if s.series.by == "all" and s.direction == "up" and s.known]
        if not whole or not dwarfs(look.course(whole[0].series), self._settings):
            return [], False
        topic = whole[0].series.topic
        used = sum(look.now - at < _MONTH for at in self._beyond.get(topic, ()))
        return (whole, True) if used < max(1.0, self._budgets(topic) / 2) else ([], False)

    def _of(self, topic: str, direction: str) -> Tracked | None:
        """The open wave of a topic in this direction."""
        found = (
            one
            for one in self._waves.values()
            if one.is_open and topic in one.wave.topics and one.wave.direction == direction
        )
        return next(found, None)

    def _renew(self, look: Look, signals: Sequence[Signal]) -> list[Changed]:
        """A fading wave whose topic rises anew, beyond all of the last day, ends, and another begins."""
        changes = []
        for one in [one for one in self._waves.values() if one.is_open and one.wave.direction == "up"]:
            mine = [s for s in signals if s.series.topic == one.wave.topic and s.direction == "up"]
            began = renewed(one, look.course(one.lead), look.now, self._settings) if mine else None
            beginning, beyond = self._beginning(look, mine) if began else ([], False)
            if began is not None and beginning:
                if one.before is not None:  # the height of the new rise is not the old wave's
                    one.change(peak_rate=one.before.peak_rate, peak_at=one.before.peak_at)
                changes.append(self._end(one, began, Reason("foresee.wave.over_renewed")))
                opening = Opening(beginning, began, "foresee.wave.renewed", beyond=beyond)
                changes += self._begin(look, opening)
        return changes

    def _join(self, look: Look, signals: Sequence[Signal]) -> list[Changed]:
        changes = []
        for one in [one for one in self._waves.values() if one.is_open]:
            mine = [
                signal
                for signal in signals
                if signal.series.topic in one.wave.topics and signal.direction == one.wave.direction
            ]
            if not mine:
                continue
            before = one.wave
            one.wave, one.signalled = joined(before, mine), look.now
            if one.wave.channels != before.channels or one.wave.series != before.series:
                changes.append(Changed(one.wave, "joined"))
        return changes

    def _open(self, look: Look, signals: Sequence[Signal], triggers: Sequence[Trigger]) -> list[Changed]:
        changes: list[Changed] = []
        groups: dict[tuple[str, str], list[Signal]] = {}
        for signal in signals:
            groups.setdefault((signal.series.topic, signal.direction), []).append(signal)
        for (topic, direction), mine in groups.items():
            if self._of(topic, direction) or (direction == "down" and self._rose_lately(topic, look.now)):
                continue  # the ebb after a wave is no silence
            beginning, beyond = self._beginning(look, mine)
            opening = opened(mine, look.course, look.authors, self._settings) if beginning else None
            if opening is None:
                continue
            if beyond:
                opening.key, opening.beyond = "foresee.wave.dwarfs", True
            ended = self._ended_lately(opening, look.now)
            if ended is None or self._is_new(ended, look):
                changes += self._begin(look, opening)
            else:
                changes += self._revive(ended, look, opening)
        changes += [change for trigger in triggers for change in self._triggered(look, trigger)]
        return changes

    def _triggered(self, look: Look, trigger: Trigger) -> list[Changed]:
        stays = look.now + timedelta(hours=self._settings.trigger_h)
        one = self._of(trigger.topic, "up")
        if one is None:
            changes = self._begin(look, from_trigger(trigger))
            self._waves[changes[-1].wave.id].stays_until = stays
            return changes
        one.stays_until = stays
        return []

    def _begin(self, look: Look, opening: Opening) -> list[Changed]:
        one, now = opening.tracked(look.now), look.now
        turned = [
            self._end(other, now, Reason("foresee.wave.over_turned"))
            for other in self._waves.values()
            if other.is_open and other.wave.topic == one.wave.topic
        ]
        if opening.beyond:
            recent = [at for at in self._beyond.get(opening.topic, ()) if now - at < _MONTH]
            self._beyond[opening.topic] = [*recent, now]
        self._waves[one.wave.id] = one
        read_rates(one, look.course(one.lead), now, self._settings)
        return [*turned, Changed(one.wave, "onset")]

    def _ended_lately(self, opening: Opening, now: datetime) -> Tracked | None:
        """The wave of the same topic and direction that ended a few hours ago."""
        lately = now - timedelta(hours=self._settings.revive_h)
        for one in self._waves.values():
            same = one.wave.topic == opening.topic and one.wave.direction == opening.direction
            if same and not one.is_open and not one.wave.into and one.toward_since >= lately:
                return one
        return None

    def _is_new(self, ended: Tracked, look: Look) -> bool:
        return renewed(ended, look.course(ended.lead), look.now, self._settings) is not None

    def _revive(self, one: Tracked, look: Look, opening: Opening) -> list[Changed]:
        """It goes on, as a storm does after a night; a last ripple changes nothing."""
        last = look.course(opening.first).last(60)
        if one.wave.direction == "up" and last.posts < self._settings.revive_from * last.usual:
            return []
        one.wave = joined(one.wave, opening.signals)
        one.enter("growth", look.now)
        one.change(ended=None, why=(*one.wave.why, Reason("foresee.wave.revived")))
        one.toward, one.toward_since, one.signalled = "growth", look.now, look.now
        one.calm_since = None
        return [Changed(one.wave, "revived")]

    def _rose_lately(self, topic: str, now: datetime) -> bool:
        """A wave of the topic is up, or was within a day."""
        day = now - timedelta(hours=24)
        return any(
            topic in one.wave.topics
            and one.wave.direction == "up"
            and (one.is_open or one.toward_since > day)
            for one in self._waves.values()
        )

    def _age(self, look: Look) -> list[Changed]:
        changes = []
        for one in [one for one in self._waves.values() if one.is_open]:
            course = look.course(one.lead)
            read_rates(one, course, look.now, self._settings)
            if changed := self._phase(look, one, course):
                changes.append(changed)
        return changes

    def _phase(self, look: Look, one: Tracked, course: Course) -> Changed | None:
        """Over at once when it is; another phase after it has suggested itself for some minutes."""
        now, settings = look.now, self._settings
        if not course.last(settings.smooth_min).is_heard:
            return None
        young = now - one.wave.detected < timedelta(minutes=settings.onset_min)
        kept = young or (one.stays_until is not None and now < one.stays_until)
        calm = None if kept else calm_stretch(one.wave, course, settings)
        if calm is None or not self._others_calm(look, one):
            one.calm_since = None
        elif one.calm_since is None:
            one.calm_since = now - timedelta(minutes=calm)
        elif now - one.calm_since >= timedelta(minutes=calm + settings.calm_dwell_min):
            ended = max(one.calm_since, one.wave.detected)
            return self._end(one, ended, Reason("foresee.wave.over", {"times": settings.calm}), now)
        phase = suggested(one.wave, one.peak_usual, course, settings)
        if phase != one.toward:
            one.toward, one.toward_since = phase, now
        waited = now - one.toward_since >= timedelta(minutes=settings.dwell_min)
        if young or not waited or phase == one.wave.phase:
            return None
        one.enter(phase, now)
        return Changed(one.wave, "phase")

    def _others_calm(self, look: Look, one: Tracked) -> bool:
        """A wave of several topics is over when all of them are calm."""
        others = (topic for topic in one.wave.topics if topic != one.lead.topic)
        return all(
            calm_stretch(one.wave, look.course(SeriesKey(topic)), self._settings) is not None
            for topic in others
        )

    def _end(self, one: Tracked, ended: datetime, why: Reason, now: datetime | None = None) -> Changed:
        one.change(phase="over", ended=ended, why=(*one.wave.why, why))
        one.toward, one.toward_since = "over", now or ended
        return Changed(one.wave, "over")

    def _merge(self, now: datetime, alike: Alike) -> list[Changed]:
        changes = []
        for older, younger in pairs(self._waves.values(), self._settings):
            if not (older.is_open and younger.is_open):
                continue  # one of them was merged by an earlier pair
            likeness = alike(older.wave, younger.wave)
            if likeness >= self._settings.alike:
                merged(older, younger, likeness, now)
                changes += [Changed(younger.wave, "merged"), Changed(older.wave, "joined")]
        return changes

    def _drop_old(self, now: datetime) -> None:
        """What ended more than two days ago is of no more use here."""
        old = now - timedelta(hours=48)
        for id in [id for id, one in self._waves.items() if not one.is_open and one.toward_since < old]:
            del self._waves[id]

    def _flagged(self, change: Changed, muted: Collection[str]) -> Changed:
        for one in self._waves.values():
            flag = all(topic in muted for topic in one.wave.topics)
            if flag != one.wave.muted:
                one.change(muted=flag)
        return Changed(self._waves[change.wave.id].wave, change.what)
