"""One wave under watch: what is told of it, and what the tracker must remember besides."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b

import msgspec

from sturmwarte.core.foresee.signal import SeriesKey, Signal
from sturmwarte.core.foresee.wave import Phase, Wave
from sturmwarte.core.foresee.waves.course import Course
from sturmwarte.core.foresee.waves.settings import Settings


class Tracked(msgspec.Struct, kw_only=True):
    """`wave` is replaced each minute. `toward` is the phase that suggests itself since `toward_since`.

    `peak_usual` posts an hour were usual when it was highest. `before` is what it looked like when it last
    left fading, at `rose_at`: what rises then may prove to be another wave. `settled` posts came before
    `settled_upto`: further back than the pulse reaches. `signalled` is the last moment a series of it was
    unusual. `stays_until` keeps a wave begun by a single event open. All is calm since `calm_since`.
    """

    wave: Wave
    toward: Phase = "onset"
    toward_since: datetime
    peak_usual: float = 0.0
    before: Wave | None = None
    rose_at: datetime | None = None
    settled: float = 0.0
    settled_upto: datetime
    signalled: datetime
    stays_until: datetime | None = None
    calm_since: datetime | None = None

    @property
    def lead(self) -> SeriesKey:
        return lead(self.wave)

    @property
    def is_open(self) -> bool:
        return self.wave.phase != "over"

    def change(self, **what: object) -> None:
        self.wave = msgspec.structs.replace(self.wave, **what)

    def enter(self, phase: Phase, now: datetime) -> None:
        """Another phase; what it was is kept when it rises out of fading."""
        if self.wave.phase in ("fading", "over") and phase != "over":
            self.before, self.rose_at = self.wave, now
        elif phase == "fading":
            self.before = self.rose_at = None
        self.change(phase=phase)


def lead(wave: Wave) -> SeriesKey:
    """The series a wave's rate is read from: all posts of its topic where those are unusual, else the first
    that was."""
    every = SeriesKey(wave.topic)
    return every if every in wave.series or not wave.series else wave.series[0]


def wave_id(topic: str, started: datetime, first: SeriesKey) -> str:
    """Made of facts that are the same after a restart and in a replay of the same posts."""
    said = "\x1f".join((topic, str(int(started.timestamp())), first.by, first.value))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def began(signal: Signal, course: Course, calm: float) -> datetime:
    """Walks back from the signal's window while each quarter of an hour still beats `calm` times the usual;
    a quarter that was not heard ends the walk."""
    window = (signal.at - signal.since).total_seconds() / 60
    most = 24 * 60 if signal.view == "build_up" else 6 * 60
    ago = window
    while ago < most:
        quarter = course.last(15, ago)
        raised = quarter.posts > 0 and quarter.posts > calm * quarter.usual
        if not quarter.heard or (not raised if signal.direction == "up" else quarter.posts > 0):
            break
        ago += 15
    return signal.at - timedelta(minutes=ago)


def joined(wave: Wave, signals: Iterable[Signal]) -> Wave:
    """The wave with further series that were unusual, in the order they were."""
    series, topics, channels = list(wave.series), list(wave.topics), list(wave.channels)
    score, per_month, known = wave.score, wave.per_month, wave.known
    for signal in signals:
        key = signal.series
        series += [key] if key not in series else []
        topics += [key.topic] if key.topic not in topics else []
        if key.by == "channel" and key.value not in channels:
            channels.append(key.value)
        score, per_month = max(score, signal.score), min(per_month, signal.per_month)
        known = known or signal.known
    return msgspec.structs.replace(
        wave,
        series=tuple(series),
        topics=tuple(topics),
        channels=tuple(channels),
        score=score,
        per_month=per_month,
        known=known,
    )


def read_rates(one: Tracked, course: Course, now: datetime, settings: Settings) -> None:
    """Rate, usual, posts and peak as of now; nothing changes while nothing is heard."""
    last = course.last(settings.smooth_min)
    if not last.is_heard:
        return
    wave = one.wave
    higher = last.rate < wave.peak_rate if wave.direction == "down" else last.rate > wave.peak_rate
    if higher or wave.peak_at is None:
        one.change(peak_rate=last.rate, peak_at=now)
        one.peak_usual = last.usual_rate
    one.change(rate=last.rate, usual=last.usual_rate, posts=_posts(one, course, now), updated=now)


def _posts(one: Tracked, course: Course, now: datetime) -> int:
    """All posts since it began. What is a day old is settled, by the hour: the pulse forgets it."""
    while now - one.settled_upto >= timedelta(hours=25):
        ago = (now - one.settled_upto).total_seconds() / 60
        one.settled += course.last(60, ago - 60).posts
        one.settled_upto += timedelta(hours=1)
    return round(one.settled + course.since(one.settled_upto).posts)
