"""Recorded history through the chain that works live: found, dated and charted."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.storms import Player, TooMuch, counted, judge, limits

START = datetime(2026, 3, 2, tzinfo=UTC)
CALENDAR = Calendar("UTC", "")


def rows(values, step_min):
    return [(START + timedelta(minutes=step_min * n), value) for n, value in enumerate(values)]


@pytest.fixture(scope="module")
def hourly():
    """Six quiet days of about 12 posts, a storm, and a day after it."""
    values = np.random.default_rng(3).poisson(0.5, 24 * 7).astype(float)
    values[144:156] += [20, 90, 300, 500, 400, 300, 200, 150, 90, 60, 40, 20]
    values[100:106] = np.nan
    given = [None if np.isnan(value) else value for value in values]
    return judge("protest", rows(given, 60), CALENDAR, level=lambda *_: "yellow")


def test_a_storm_on_a_topic_of_twelve_posts_a_day_in_hourly_counts(hourly):
    (storm,) = hourly.storms
    assert abs(storm.started - START - timedelta(hours=144)) <= timedelta(minutes=15)
    assert storm.peak_rate == pytest.approx(500, abs=5)
    assert storm.detected is not None
    assert storm.delay_min <= 60  # a row of an hour cannot say more
    assert storm.to_level_min == {"yellow": storm.delay_min}
    assert [alarm.real for alarm in hourly.alarms if alarm.wave == storm.wave] == [True]


def test_what_is_told_beside_the_storm(hourly):
    assert (hourly.series, hourly.rows, hourly.step_min) == ("protest", 168, 60)
    assert hourly.heard == pytest.approx(1 - 7 / 168, abs=0.002)  # of the first row, too, only five minutes
    assert hourly.since == START
    assert hourly.until == START + timedelta(days=7)
    assert 0.17 < hourly.months < 0.24
    assert hourly.false_a_month is None  # a week is too short to say


def test_the_chart_is_small_and_shows_gap_storm_and_band(hourly):
    chart = hourly.chart
    assert len(chart.counts) <= 1500
    per_day = 1440 // chart.step_min
    assert chart.counts[100 * per_day // 24 + 1] is None
    assert max(each for each in chart.highest if each is not None) == pytest.approx(500, rel=0.1)
    known = [n for n, each in enumerate(chart.expected) if each is not None]
    assert chart.expected[0] is None
    assert all(0 <= chart.low[n] <= chart.expected[n] <= chart.high[n] for n in known)


def test_nothing_at_all_is_an_empty_report():
    report = judge("nothing", [])
    assert (report.storms, report.alarms, report.chart, report.rows) == ((), (), None, 0)
    assert judge("short", rows([1.0], 5)).chart is not None


def test_posts_become_counts_with_zeros_between():
    times = [START + timedelta(minutes=12), START, START + timedelta(minutes=1)]
    assert list(counted(times)) == rows([2.0, 0.0, 1.0], 5)
    assert list(counted([])) == []


def test_too_much_is_refused_with_the_mend(monkeypatch):
    with pytest.raises(TooMuch, match="cut the history"):
        list(counted([START, START + timedelta(days=4000)]))
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    with pytest.raises(TooMuch, match="count by the hour"):
        judge("brand", rows([1.0] * 5, 5))


def test_a_count_below_zero_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        Player("brand").take(START, -1.0)


def test_late_and_repeated_rows_do_no_harm():
    player = Player("brand", CALENDAR)
    for at, value in rows([3.0] * 40, 5):
        player.take(at, value)
    before = player.recorder.bins
    player.take(START + timedelta(minutes=20), 5.0)
    player.take(START + timedelta(minutes=195), 5.0)
    assert player.recorder.bins == before


def test_posts_of_an_hour_are_spread_over_it_none_lost():
    player = Player("brand", CALENDAR)
    for at, value in rows([1.0] * 48 + [12.0] * 12 + [0.25] * 24, 60):
        player.take(at, value)
    counts = np.nan_to_num(player.recorder.posts[12:])  # the first row counts for five minutes
    by_hour = counts.reshape(-1, 12)
    assert (by_hour[:47].sum(axis=1) == 1).all()
    assert set(by_hour[:47].argmax(axis=1)) == set(range(12))
    assert (by_hour[47:59] == 1).all()
    assert by_hour[59:].sum() == pytest.approx(6, abs=1)
