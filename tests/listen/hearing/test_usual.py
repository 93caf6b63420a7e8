"""What is usual at each hour, and how improbable a silence is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.hearing import HISTORY_H, SORTS, measure
from sturmwarte.core.listen.hearing import Hour, learn, silence
from sturmwarte.core.listen.hearing.uneven import Uneven, measured
from tests.listen.hearing.facts import BERLIN, HOUR, NOW, weeks


def office(at):
    """Ten an hour from nine to five on workdays, nothing otherwise."""
    return 10 if at.weekday() < 5 and 9 <= at.hour < 17 else 0


def test_each_hour_of_the_week_has_its_own_rate():
    usual = learn(weeks(office), BERLIN, NOW)
    wednesday = datetime(2026, 3, 18, 10, tzinfo=BERLIN)
    assert usual.per_hour(wednesday) > 7
    assert usual.per_hour(wednesday.replace(hour=3)) < 1
    assert usual.per_hour(wednesday + timedelta(days=3)) < 1


def test_silence_at_night_is_none_and_at_work_it_is():
    known = weeks(office)
    usual = learn(known, BERLIN, NOW)
    evening = datetime(2026, 3, 17, 16, 55, tzinfo=BERLIN)
    hours = [Hour(NOW.replace(hour=0) - 8 * HOUR + i * HOUR, 0, 3600.0) for i in range(24)]
    by_night = silence(usual, evening, hours, datetime(2026, 3, 18, 8, tzinfo=BERLIN))
    by_noon = silence(usual, evening, hours, datetime(2026, 3, 18, 13, tzinfo=BERLIN))
    assert by_night.chance > 0.5
    assert by_noon.chance < 0.01


def test_only_time_that_was_listened_to_counts():
    usual = learn(weeks(lambda _: 5), BERLIN, NOW)
    last = NOW - 10 * HOUR
    heard = [Hour(last + i * HOUR, 0, 3600.0) for i in range(10)]
    deaf = [Hour(last + i * HOUR, 0, 0.0) for i in range(10)]
    assert silence(usual, last, heard, NOW).chance < 0.001
    assert silence(usual, last, deaf, NOW).expected == 0
    assert silence(usual, last, [], NOW).chance == pytest.approx(1)
    half = [Hour(last + i * HOUR, 0, 1800.0) for i in range(10)]
    assert silence(usual, last, half, NOW).expected == pytest.approx(25, rel=0.1)


def test_a_clock_change_moves_no_hour():
    """Learned in winter, asked for in summer: nine o'clock stays nine o'clock."""
    march = datetime(2026, 3, 28, tzinfo=UTC)
    usual = learn(weeks(office, until=march), BERLIN, march)
    assert usual.per_hour(datetime(2026, 4, 1, 9, 30, tzinfo=BERLIN)) > 7
    assert usual.per_hour(datetime(2026, 4, 1, 8, 30, tzinfo=BERLIN)) < 1


def test_recent_weeks_weigh_more():
    middle = NOW - timedelta(weeks=4)
    usual = learn(weeks(lambda at: 10 if at < middle else 1, 8), BERLIN, NOW)
    assert usual.per_week / 168 < 4


@pytest.mark.parametrize("days", [0, 3, 6])
def test_too_little_history_judges_nothing(days):
    usual = learn(weeks(lambda _: 9, 1)[: days * 24], BERLIN, NOW)
    found = silence(usual, NOW - 9 * HOUR, [Hour(NOW - i * HOUR, 0, 3600.0) for i in range(10)], NOW)
    assert found.chance is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.floats(0, 3600)), max_size=200), st.floats(0, 200))
def test_a_longer_silence_is_never_more_probable(rows, hours):
    known = [Hour(NOW - (len(rows) - i) * HOUR, n, s) for i, (n, s) in enumerate(rows)]
    usual = learn(known, BERLIN, NOW)
    since = [Hour(NOW + i * HOUR, 0, 3600.0) for i in range(402)]
    one, two = (silence(usual, NOW, since, NOW + span * HOUR) for span in (hours, 2 * hours))
    assert all(rate > 0 for rate in usual.rates)
    if one.chance is not None:
        assert 0 <= two.chance <= one.chance <= 1


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 10_000), st.floats(0, 1e4)), max_size=50))
def test_unevenness_is_never_less_than_chance(parts):
    found = measured(parts)
    assert found.threads >= 1
    assert found.days >= 0


def test_threads_make_silence_more_probable():
    assert Uneven(7, 0).none(10) == pytest.approx(2.5)
    assert Uneven(1, 0).none(10) == 10


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.name)
def test_false_alarms_are_as_rare_as_promised(sort):
    """At 0.01 a week four in a hundred source-months; measured on few, so with room for luck."""
    rate, hours, _ = measure(40, sort, 25, 0.01, seed=7)
    assert rate <= 0.16
    assert hours < HISTORY_H
