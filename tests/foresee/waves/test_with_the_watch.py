"""The real watch and the tracker together: twelve posts a day, then a storm within three hours."""

from datetime import UTC, datetime

import numpy as np

from sturmwarte.core.alarm.ladder import propose
from sturmwarte.core.alarm.levels import Levels
from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.watch import Watch
from sturmwarte.core.foresee.waves import Tracker
from tests.foresee.waves.sea import BEGIN

BRAND = SeriesKey("brand")
FIRST = int(BEGIN.timestamp()) // 60
BEFORE, RISING, HOURS = 6, 3, 10


def warmed(rng, days=42):
    watch = Watch(Calendar())
    hours = range(FIRST - days * 1440, FIRST, 60)
    watch.warm(BRAND, [(hour, float(rng.poisson(0.5))) for hour in hours])
    return watch


def moment(minute):
    return datetime.fromtimestamp((minute + 1) * 60, UTC)


def test_yellow_within_half_an_hour_and_red_before_the_peak():
    rng = np.random.default_rng(1)
    watch, tracker, levels = warmed(rng), Tracker(lambda _topic: 2.0), Levels()
    minutes = np.arange(HOURS * 60)
    risen = np.clip((minutes / 60 - BEFORE) / RISING, 0, 1)
    posts = rng.poisson(12 / 1440 + 450 / 60 * risen**1.5)
    hourly = np.convolve(posts, np.ones(60))[: len(posts)]
    steep, peak = int(np.flatnonzero(hourly >= 10)[0]), int(hourly.argmax())

    def pulse(key, since, until):
        return watch.pulse(key, int(since.timestamp()) // 60, int(until.timestamp()) // 60)

    begun, reached, signals = [], {}, []
    for minute, count in enumerate(posts.tolist()):
        now = moment(FIRST + minute)
        signals += watch.tick(FIRST + minute, {BRAND: count})
        if (minute + 1) % 5:
            continue
        begun += [minute for one in tracker.tick(now, signals, pulse) if one.what == "onset"]
        signals = []
        for wave in tracker.waves():
            since = datetime.fromtimestamp((FIRST + minute - 240) * 60, UTC)
            reached.setdefault(propose(wave, pulse(BRAND, since, now), levels, now=now).level, minute)
        if "red" in reached:
            break
    assert len(begun) == 1
    assert begun[0] >= BEFORE * 60
    assert reached["yellow"] - steep <= 30
    assert reached["red"] < peak
