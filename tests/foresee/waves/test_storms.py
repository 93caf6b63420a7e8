"""Whole storms, as a German company met one: from 12 posts a day to thousands, again two weeks later."""

import numpy as np
import pytest

from sturmwarte.core.alarm.ladder import propose
from sturmwarte.core.alarm.levels import Levels
from sturmwarte.core.foresee.waves import Tracker
from tests.foresee.waves.sea import A_DAY, BRAND, Sea, at, by_day, excited, rise, run

SHAPES = [(3, 24), (6, 12), (1, 36)]
"""Hours of rising, and of halving."""
FIRST, SECOND = 2 * A_DAY + 120, 16 * A_DAY + 130


def storm(seed, rising_h, half_h):
    rng, bins = np.random.default_rng(seed), 17 * A_DAY
    day = by_day(bins)
    usual = 12 / A_DAY * day
    storms = (rise(bins, FIRST, 450, rising_h, half_h) + rise(bins, SECOND, 250, rising_h, half_h)) * day
    # Two weeks later it is still three times as loud as it was.
    raised = np.where(np.arange(bins) > FIRST, 24 / A_DAY, 0) * day
    return Sea().add(BRAND, excited(rng, usual + storms + raised, 0.3, 20), usual)


def steep(sea, begin):
    """The first bin at the end of an hour with ten posts more than usual."""
    hours = np.convolve(sea.counts[BRAND] - sea.usual[BRAND], np.ones(12))
    return int(np.flatnonzero(hours[begin:] >= 10)[0]) + begin


@pytest.mark.parametrize(("seed", "shape"), list(enumerate(SHAPES)))
def test_yellow_at_once_red_before_the_peak_and_the_second_wave_is_a_new_one(seed, shape):
    sea, tracker, levels = storm(seed, *shape), Tracker(lambda _topic: 2.0), Levels()
    yellow, red, begun = {}, {}, []
    places = (*range(FIRST - 12, FIRST + A_DAY), *range(SECOND - A_DAY // 2, SECOND + A_DAY // 4))
    for place in places:  # the weeks in between are left out: as long as a station that was switched off
        for change in tracker.tick(at(place), sea.signals(place), sea.pulse):
            begun += [(place, change.wave)] if change.what == "onset" else []
        for wave in tracker.waves():
            if wave.phase in ("onset", "growth") and wave.id not in red:
                level = propose(wave, sea.pulse(BRAND, at(place - 36), at(place)), levels).level
                for reached in (yellow,) * (level != "green") + (red,) * (level == "red"):
                    reached.setdefault(wave.id, place)
    (noticed, first), *_ = begun
    second = next(wave for place, wave in begun if place >= SECOND)
    assert noticed >= FIRST
    assert first.id != second.id
    assert yellow[first.id] - steep(sea, FIRST) <= 6
    peak = int(np.argmax(np.convolve(sea.counts[BRAND][:SECOND], np.ones(12))))
    assert red[first.id] < peak
    assert second.started >= at(SECOND - 24)
    assert yellow[second.id] - steep(sea, SECOND) <= 6


@pytest.mark.parametrize("seed", range(4))
def test_no_false_alarm_in_quiet_months(seed):
    """Two months in which nothing happens may cost twice the month's budget, by chance a little more."""
    rng, bins = np.random.default_rng(seed), 60 * A_DAY
    usual = (12, 60, 300, 1000)[seed] / A_DAY * by_day(bins)
    sea, tracker = Sea().add(BRAND, rng.poisson(usual), usual), Tracker(lambda _topic: 2.0)
    places = sorted({p + more for p in sea.found[BRAND] for more in range(3)} & set(range(bins)))
    assert len([one for _, one in run(sea, tracker, places) if one.what == "onset"]) <= 4


def test_a_wave_goes_through_its_life_once():
    bins = 4 * A_DAY
    usual = np.full(bins, 2.0)
    mean = usual + rise(bins, 400, 600, 2, 3)
    sea = Sea().add(BRAND, np.random.default_rng(5).poisson(mean), usual)
    changes = run(sea, Tracker(lambda _topic: 2.0))
    assert [change.wave.phase for _, change in changes] == ["onset", "growth", "peak", "fading", "over"]
    wave = changes[-1][1].wave
    assert abs((wave.started - at(400)).total_seconds()) <= 45 * 60
    assert wave.started <= wave.detected < wave.peak_at < wave.ended
    assert wave.posts == pytest.approx(sea.counts[BRAND][395 : changes[-1][0] + 1].sum(), rel=0.03)
    quiet = int(np.flatnonzero(mean[450:] < 1.5 * 2)[0]) + 450
    assert -6 <= changes[-1][0] - quiet <= 36


def test_a_night_ends_no_storm():
    """It falls to almost nothing every night, as everything does, and is one wave all the same."""
    bins = 4 * A_DAY
    day = by_day(bins)
    usual = 24 / A_DAY * day
    mean = usual + rise(bins, 500, 300, 2, 40) * day
    sea = Sea().add(BRAND, np.random.default_rng(7).poisson(mean), usual)
    changes = run(sea, Tracker(lambda _topic: 2.0))
    assert len({change.wave.id for _, change in changes}) == 1
    assert [c.what for _, c in changes].count("onset") == 1
