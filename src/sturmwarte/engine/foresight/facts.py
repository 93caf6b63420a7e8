"""What the level criteria ask of a wave beside its counts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from sturmwarte.core.alarm.ladder import Facts, propose
from sturmwarte.core.foresee.watch import Pulse
from sturmwarte.core.foresee.wave import Proposal, Wave
from sturmwarte.core.foresee.waves.tracked import lead
from sturmwarte.engine.foresight.minutes import DAY_MIN, minute_of
from sturmwarte.engine.foresight.scene import Scene
from sturmwarte.station.archive.gauge import Narrowed
from sturmwarte.station.archive.moments import micros

HOUR = timedelta(hours=1)
HOUR_BINS = 12
_CALM_MIN = 36 * 60


def proposal(scene: Scene, wave: Wave, channels: Sequence[str] | None, now: datetime) -> Proposal:
    """`channels` None: public posts; else the private messages there."""
    archive, rules, run = scene.archive, scene.plan_rules, scene.run
    key, end = lead(wave), minute_of(now)
    hour = archive.gauge(Narrowed(wave.topics, micros(now - HOUR), micros(now), channels, run))
    whole = archive.gauge(Narrowed(wave.topics, micros(wave.started), micros(now), channels, run))
    happened = scene.events.of_wave(wave.topics, rules, wave.started, now, channels)
    facts = Facts(
        authors=hour.authors if hour.posts else 0,
        press=happened.get("press", 0),
        danger=happened.get("danger", 0),
        reach=whole.reach,
        calm_h=calm_hours(scene.asking.between(key, end - _CALM_MIN, end), rules.levels.blue.below_baseline),
    )
    return propose(wave, scene.asking.between(key, end - DAY_MIN - 60, end), rules.levels, facts, now=now)


def calm_hours(pulse: Pulse, below: float) -> float:
    """How many hours up to now stayed below this multiple of the usual; not heard is not calm."""
    hours = 0
    for end in range(len(pulse.counts), HOUR_BINS - 1, -HOUR_BINS):
        bins = slice(end - HOUR_BINS, end)
        posts, usual = pulse.counts[bins].sum(), np.nan_to_num(pulse.expected[bins]).sum()
        if not posts <= max(below * usual, 1.0):  # not heard is nan, and neither
            break
        hours += 1
    return float(hours)
