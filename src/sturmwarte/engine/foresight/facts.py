"""What the level criteria ask of a wave beside its counts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sturmwarte.core.alarm.ladder import Facts, propose
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.watch import Watch
from sturmwarte.core.foresee.wave import Proposal, Wave
from sturmwarte.core.foresee.waves.tracked import lead
from sturmwarte.engine.foresight.minutes import DAY_MIN, minute_of
from sturmwarte.engine.foresight.scene import Scene
from sturmwarte.station.archive.gauge import Narrowed
from sturmwarte.station.archive.moments import micros

HOUR = timedelta(hours=1)
_CALM_MIN = 36 * 60


def proposal(scene: Scene, wave: Wave, channels: Sequence[str] | None, now: datetime) -> Proposal:
    """`channels` None: public posts; else the private messages there."""
    archive, rules, watch, run = scene.archive, scene.plan_rules, scene.asking.watch, scene.run
    key, end = lead(wave), minute_of(now)
    hour = archive.gauge(Narrowed(wave.topics, micros(now - HOUR), micros(now), channels, run))
    whole = archive.gauge(Narrowed(wave.topics, micros(wave.started), micros(now), channels, run))
    happened = scene.events.of_wave(wave.topics, rules, wave.started, now, channels)
    facts = Facts(
        authors=hour.authors if hour.posts else 0,
        press=happened.get("press", 0),
        danger=happened.get("danger", 0),
        reach=whole.reach,
        calm_h=calm_hours(watch, key, end, rules.levels.blue.below_baseline),
    )
    return propose(wave, watch.pulse(key, end - DAY_MIN - 60, end), rules.levels, facts, now=now)


def calm_hours(watch: Watch, key: SeriesKey, end: int, below: float) -> float:
    """How many whole hours before `end` stayed below this multiple of the usual; not heard is not calm."""
    pulse = watch.pulse(key, end - _CALM_MIN, end - end % 60, step=60)
    hours = 0
    for posts, usual in zip(pulse.counts[::-1], pulse.expected[::-1], strict=True):
        if not posts <= max(below * usual, 1.0):  # nan is neither
            break
        hours += 1
    return float(hours)
