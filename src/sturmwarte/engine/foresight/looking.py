"""Takes minutes in: counts into the watch, what is unusual into the trackers."""

import time

import msgspec

from sturmwarte.core.foresee.signal import SeriesKey, Signal
from sturmwarte.core.foresee.waves import Trigger
from sturmwarte.engine.foresight.counting import PRIVATE, Counts, by_time, channel_of, difference, is_private
from sturmwarte.engine.foresight.hearing import unheard
from sturmwarte.engine.foresight.minutes import moment_of
from sturmwarte.engine.foresight.remembering import Known
from sturmwarte.engine.foresight.scene import Scene

LATE_MIN, LATE_SELDOM_MIN = 10, 120
"""So far back counters are read again: each minute, and every five minutes."""
EVERY_MIN = 5
"""The watch closes a bin so often: waves have nothing new to show in between."""
CALM_MIN = 15
"""So often waves are told of although nothing came, until they are over and somebody lowered their level."""
MOST_MIN = 6 * 60


class Look:
    """The minutes after `known.ticked`, up to `upto` at most."""

    def __init__(self, scene: Scene, known: Known, upto: int) -> None:
        self._scene, self._known = scene, known
        self._first = known.ticked + 1
        self._last = min(upto, known.ticked + MOST_MIN)
        seldom = self._first // EVERY_MIN != (self._last + 1) // EVERY_MIN
        self._since = self._first - (LATE_SELDOM_MIN if seldom else LATE_MIN)
        run, topics = scene.run, scene.plan_rules.topics
        self._counts = by_time(scene.archive.cells(topics, "minute", self._since, self._last + 1, [run]))
        self._unheard = unheard(scene.archive, self._first, self._last + 1, run, topics)

    def take(self, budget_s: float) -> bool:
        """Takes minutes in until a wave needs to be told of, or the time is up. True when waves were looked
        at, and there is something to write of them."""
        begun = time.monotonic()
        self._scene.feedback.read(self._scene.plan_rules, self._known.watch, moment_of(self._last))
        urgent = self._late()
        for minute in range(self._first, self._last + 1):
            urgent |= self._is_urgent(self._counts.get(minute, {}))
            tracked = self._minute(minute, urgent)
            urgent &= not tracked
            self._known.ticked = minute
            if tracked and self._is_telling(minute):
                return True
            if time.monotonic() - begun >= budget_s:
                break
        return False

    def _minute(self, minute: int, urgent: bool) -> bool:
        """Whether the trackers had a look as well."""
        counts, missed = self._counts.get(minute, {}), self._unheard(minute)
        self._known.seen[minute] = counts
        if "" in missed and not counts:
            return False
        signals = self._known.watch.tick(minute, counts, missed)
        if not (signals or urgent or (minute + 1) % EVERY_MIN == 0 or self._has_begun()):
            return False
        self._track(minute, signals, urgent)
        return True

    def _has_begun(self) -> bool:
        """A wave is in its first minutes: each is shown as it comes."""
        return any(wave.phase == "onset" for one in self._known.followers for wave in one.open)

    def _track(self, minute: int, signals: list[Signal], urgent: bool) -> None:
        scene, now = self._scene, moment_of(minute + 1)
        for follower in self._known.followers:
            if follower.private:
                follower.channels = self._private_channels()
            follower.tick(
                now,
                [one for one in signals if is_private(one.series) == follower.private],
                self._triggers(minute, follower.channels, urgent),
                scene.asking,
                scene.tales,
                scene.feedback.muted,
            )

    def _triggers(self, minute: int, channels: list[str] | None, urgent: bool) -> list[Trigger]:
        """An event is looked for as far back as late posts are; reach grows without a count telling."""
        if channels == [] or not (urgent or self._scene.plan_rules.reach is not None):
            return []
        since, until = moment_of(minute - LATE_MIN), moment_of(minute + 1)
        found = self._scene.events.triggers(self._scene.plan_rules, since, until, channels)
        return [self._with_series(one, private=channels is not None) for one in found]

    def _with_series(self, trigger: Trigger, *, private: bool) -> Trigger:
        """A wave of private messages is counted in private messages."""
        key = SeriesKey(trigger.topic)
        if private:
            key = SeriesKey(trigger.topic, "channel", trigger.channel + PRIVATE)
        return msgspec.structs.replace(trigger, series=key, known=self._known.watch.baseline(key).known)

    def _late(self) -> bool:
        """Posts of minutes gone by. True when an event may be among them."""
        seen, urgent = self._known.seen, False
        clock = self._known.watch.clock
        for minute in range(self._since, self._first):
            if clock is None or minute > clock:
                break  # nothing was heard since: what came of it is told when something is
            delta = difference(seen.get(minute, {}), self._counts.get(minute, {}))
            if delta:
                self._known.watch.late(minute, delta)
                self._scene.asking.corrected(delta)
                seen[minute] = self._counts.get(minute, {})
                urgent |= self._is_urgent(delta)
        for minute in [minute for minute in seen if minute < self._first - LATE_SELDOM_MIN]:
            del seen[minute]
        return urgent

    def _is_urgent(self, counts: Counts) -> bool:
        """Whether an event may be among these posts; of private messages no kind is counted."""
        events = self._scene.plan_rules.events
        return any(is_private(key) or (key.by == "kind" and key.value in events) for key in counts)

    def _private_channels(self) -> list[str]:
        return sorted({channel_of(key.value) for key in self._known.watch.keys if is_private(key)})

    def _is_telling(self, minute: int) -> bool:
        """What began or ended is told at once, what goes on as posts come, and all the same now and then."""
        followers = self._known.followers
        if (minute + 1) % CALM_MIN == 0 or any(one.important or one.ended for one in followers):
            return True
        topics = {topic for one in followers for wave in one.open for topic in wave.topics}
        lately = range(minute - EVERY_MIN, minute + 1)
        return any(key.topic in topics for at in lately for key in self._known.seen.get(at, {}))
