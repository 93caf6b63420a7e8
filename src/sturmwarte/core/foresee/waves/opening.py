"""When signals begin a wave, and when a new rise within an old one does."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from sturmwarte.core.foresee.signal import Direction, SeriesKey, Signal, View
from sturmwarte.core.foresee.wave import Wave
from sturmwarte.core.foresee.waves.course import Course, Stretch, growth
from sturmwarte.core.foresee.waves.look import Authors
from sturmwarte.core.foresee.waves.settings import Settings
from sturmwarte.core.foresee.waves.tracked import Tracked, began, joined, wave_id
from sturmwarte.core.foresee.waves.trigger import Trigger
from sturmwarte.core.reason import Reason

_ORDER = ("all", "channel", "sentiment", "kind")
_SURE, _VERY_SURE = 2.5, 4.0
"""Standard deviations by which a new rise must beat the day before, within the budget and beyond it."""


class Opening(msgspec.Struct):
    """What a wave begins with. `key` says why. Without signals it is a single event's: `trigger`."""

    signals: Sequence[Signal]
    started: datetime
    key: str
    trigger: Trigger | None = None
    beyond: bool = False
    """Begun beyond the budget."""

    @property
    def first(self) -> SeriesKey:
        if self.trigger is not None:
            return self.trigger.series or SeriesKey(self.trigger.topic)
        return min((signal.series for signal in self.signals), key=lambda one: (_ORDER.index(one.by), one))

    @property
    def topic(self) -> str:
        return self.first.topic

    @property
    def direction(self) -> Direction:
        return self.signals[0].direction if self.signals else "up"

    @property
    def view(self) -> View:
        return next((signal.view for signal in self.signals if signal.series == self.first), "spike")

    def tracked(self, now: datetime) -> Tracked:
        wave = Wave(
            id=wave_id(self.topic, self.started, self.first),
            topic=self.topic,
            topics=(self.topic,),
            channels=(self.trigger.channel,) if self.trigger and self.trigger.channel else (),
            series=(self.first,),
            view=self.view,
            direction=self.direction,
            phase="onset",
            started=self.started,
            detected=now,
            known=self.trigger.known if self.trigger else any(signal.known for signal in self.signals),
            score=1.0 if self.trigger else 0.0,
            per_month=0.0 if self.trigger else min(signal.per_month for signal in self.signals),
            updated=now,
            why=self._why(),
        )
        hour = self.started.replace(minute=0, second=0, microsecond=0)
        return Tracked(wave=joined(wave, self.signals), toward_since=now, settled_upto=hour, signalled=now)

    def _why(self) -> tuple[Reason, ...]:
        if self.trigger is not None:
            return (Reason(self.key),)
        best = min(self.signals, key=lambda signal: signal.per_month)
        facts = {
            "observed": _shown(best.observed),
            "expected": _shown(best.expected),
            "per_month": _shown(max(best.per_month, 0.01)),
        }
        return (Reason(self.key, facts), *best.why)


def opened(
    signals: Sequence[Signal],
    course_of: Callable[[SeriesKey], Course],
    authors: Authors | None,
    settings: Settings,
) -> Opening | None:
    """The wave that signals of one topic and direction begin; None below the floors."""
    known = [signal for signal in signals if signal.known]
    if not known and not _passes_unknown(signals, course_of, authors, settings):
        return None
    if known and signals[0].direction == "up":
        known = [signal for signal in known if _passes(signal, course_of(signal.series), authors, settings)]
        if not known:
            return None
    told = known or list(signals)
    opening = Opening(told, told[0].since, _key(told))
    mine = [signal for signal in told if signal.series == opening.first]
    opening.started = min(began(signal, course_of(signal.series), settings.calm) for signal in mine)
    return opening


def _shown(figure: float) -> str:
    return f"{figure:.0f}" if figure >= 10 else f"{figure:.2g}"


def _key(signals: Sequence[Signal]) -> str:
    if signals[0].direction == "down":
        return "foresee.wave.silent"
    return "foresee.wave.onset" if signals[0].known else "foresee.wave.no_baseline"


def _passes(signal: Signal, course: Course, authors: Authors | None, settings: Settings) -> bool:
    """Posts and authors of the signal's window, or of the last hour where that is shorter."""
    since = min(signal.since, signal.at - timedelta(hours=1))
    if course.since(since).posts < settings.least_posts:
        return False
    wrote = authors(signal.series, since, signal.at) if authors else None
    return wrote is None or wrote >= settings.least_authors


def _passes_unknown(
    signals: Sequence[Signal],
    course_of: Callable[[SeriesKey], Course],
    authors: Authors | None,
    settings: Settings,
) -> bool:
    for signal in signals:
        if signal.direction == "down":  # nothing is known to fall from
            continue
        wrote = authors(signal.series, signal.at - timedelta(hours=1), signal.at) if authors else None
        enough = course_of(signal.series).last(60).posts >= settings.unknown_posts
        if enough and (wrote is None or wrote >= settings.unknown_authors):
            return True
    return False


def from_trigger(trigger: Trigger) -> Opening:
    return Opening((), trigger.at, f"foresee.wave.trigger_{trigger.what}", trigger)


def renewed(one: Tracked, course: Course, now: datetime, settings: Settings) -> datetime | None:
    """When a new rise began within a wave that faded, or had just ended, or None.

    The last hour beats every hour of the day before it (the last six hours, which may hold the rise itself,
    apart) by `renewed`, long after the peak. A day is compared because a storm sleeps at night.
    """
    faded = one.before if one.before is not None else one.wave
    if faded.phase not in ("fading", "over") or faded.peak_at is None:
        return None
    late = now - faded.peak_at >= timedelta(hours=settings.apart_h)
    if not late or (one.rose_at is not None and now - one.rose_at > timedelta(hours=6)):
        return None
    best = _beaten(course, settings.renewed_posts, _SURE, settings)
    if best is None:
        return None
    ago = 0
    while ago < 6 and course.last(60, ago * 60).rate > best.rate:
        ago += 1
    return now - timedelta(hours=ago)


def dwarfs(course: Course, settings: Settings) -> bool:
    """The last hour is far beyond the day before and beyond the usual, whatever the watch makes of it."""
    last = course.last(60)
    if last.posts < settings.dwarfs_usual * last.usual:
        return False
    return _beaten(course, settings.dwarfs_posts, _VERY_SURE, settings) is not None


def _beaten(course: Course, least: int, sure: float, settings: Settings) -> Stretch | None:
    """The best hour of the day before, if the last hour beats it clearly."""
    last, before = course.last(60), course.hours(6, 30)
    if len(before) < 12 or last.posts < least:
        return None
    best = max(before, key=lambda hour: hour.rate)
    clearly = last.rate >= settings.renewed * best.rate and growth(last, best) >= sure
    return best if clearly else None
