"""Storms as anybody sees them afterwards."""

import numpy as np
import pytest

from sturmwarte.core.foresee.storms.hindsight import rises, usual_hours

BEGAN = 29_000_160
"""Some midnight, in minutes since 1970."""
DAY = 288


def bins(days, posts_a_day, seed=1):
    chance = np.random.default_rng(seed)
    hour = np.arange(days * DAY) / 12 % 24
    return chance.poisson(posts_a_day / DAY * (1 + 0.7 * np.sin((hour - 9) / 24 * 2 * np.pi))).astype(float)


def judged(posts):
    return rises(BEGAN + 5 * np.arange(len(posts), dtype=np.int64), posts)


def with_storm(posts, at, peak_an_hour, growth=36, seed=2):
    """Rises evenly through `growth` bins, then halves every six hours."""
    since = np.arange(len(posts) - at)
    rate = peak_an_hour / 12 * np.where(since < growth, since / growth, 0.5 ** ((since - growth) / 72))
    posts[at:] += np.random.default_rng(seed).poisson(rate)
    return posts


@pytest.mark.parametrize("posts_a_day", [2, 12, 300, 5000])
def test_quiet_months_hold_no_storm(posts_a_day):
    assert judged(bins(60, posts_a_day)) == []


@pytest.mark.parametrize(("posts_a_day", "peak"), [(12, 300), (12, 5000), (300, 900), (5000, 9000)])
def test_a_storm_starts_with_its_steep_rise(posts_a_day, peak):
    at = 30 * DAY + 120
    (rise,) = judged(with_storm(bins(40, posts_a_day), at, peak))
    began = BEGAN + 5 * at
    assert began - 30 <= rise.started <= began + 75
    assert abs(rise.peak_at - (began + 180)) <= 120
    assert 0.7 * peak <= rise.peak_rate <= 1.4 * peak
    assert rise.ended > rise.peak_at


def test_two_storms_two_weeks_apart_are_two_and_a_night_is_no_end():
    posts = with_storm(bins(60, 12), 20 * DAY + 96, 700)
    posts[21 * DAY : 21 * DAY + 84] = 0  # everybody sleeps
    posts = with_storm(posts, 34 * DAY + 96, 500, seed=3)
    first, second = judged(posts)
    assert 13 <= (second.started - first.started) / 1440 <= 15


def test_what_was_not_heard_is_no_storm_and_splits_none():
    posts = with_storm(bins(40, 300), 30 * DAY, 900)
    posts[10 * DAY : 12 * DAY] = np.nan
    posts[30 * DAY + 40 : 30 * DAY + 70] = np.nan
    assert len(judged(posts)) == 1
    assert judged(np.full(500, np.nan)) == []
    assert judged(np.zeros(0)) == []


def test_usual_is_not_moved_by_days_of_storm():
    hours = np.full(24 * 40, 5.0)
    hours[24 * 20 : 24 * 24] = 400.0
    assert usual_hours(hours).max() == 5.0
