"""The watch through its front door: clock, gaps, late posts, sparse and huge series, rises and drops."""

import math

import numpy as np
import pytest

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.normal import Usual
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.watch import ClockError, Watch, WatchError

from .sea import START, UTC_WEEK, keys, known, minutes_of, ticked

ONE = SeriesKey("tariffs")


def test_the_clock_only_goes_forward() -> None:
    watch = Watch(UTC_WEEK)
    watch.tick(START, {})
    for minute in (START, START - 1):
        with pytest.raises(ClockError):
            watch.tick(minute, {})
    with pytest.raises(ClockError):
        watch.late(START + 1, {ONE: 1})


def test_a_count_below_zero_changes_nothing() -> None:
    watch = Watch(UTC_WEEK)
    watch.tick(START, {ONE: 1})
    before = watch.pack()
    with pytest.raises(WatchError, match=r"late\(\)"):
        watch.tick(START + 1, {ONE: -1})
    assert watch.pack() == before


def test_the_pulse_shows_what_came_and_what_was_not_heard() -> None:
    watch = Watch(UTC_WEEK)
    for at in range(40):
        watch.tick(
            START + at, {ONE: 300} if at % 5 == 0 else {}, unheard=["tariffs"] if 10 <= at < 20 else ()
        )
    pulse = watch.pulse(ONE, START - 5, START + 50)
    nan = math.nan
    np.testing.assert_array_equal(pulse.counts, [nan, 300, 300, nan, nan, 300, 300, 300, 300, nan, nan])
    assert np.all(pulse.expected > 0)
    quarter = watch.pulse(ONE, START, START + 30, 15)
    np.testing.assert_allclose(quarter.counts, [900, 900])
    np.testing.assert_array_equal(watch.pulse(ONE, START, START + 30, 30).counts, [1800])


def test_the_pulse_reaches_back_two_days() -> None:
    watch = Watch(UTC_WEEK)
    for at in range(5):
        watch.tick(START + at, {ONE: 1})
    watch.tick(START + 2 * 1440 - 1, {ONE: 1})
    assert watch.pulse(ONE, START, START + 5).counts == 5
    for at in range(5):
        watch.tick(START + 2 * 1440 + at, {})
    assert np.isnan(watch.pulse(ONE, START, START + 5).counts)


def test_a_jump_is_minutes_not_heard() -> None:
    def run(explicit: bool) -> Watch:
        watch = Watch(UTC_WEEK)
        feed = list(minutes_of([0.5, 20.0], 400))
        ticked(watch, iter(feed[:211]))
        if explicit:
            for minute, _ in feed[211:349]:
                watch.tick(minute, {}, unheard=[""])
        ticked(watch, iter(feed[349:]))
        return watch

    assert run(explicit=True).pack() == run(explicit=False).pack()


def test_silence_that_was_not_heard_is_not_learned() -> None:
    watch = Watch(UTC_WEEK)
    known(watch, ONE, 60)
    before = watch.expected(ONE, np.array([START]))[0]
    for at in range(720):
        watch.tick(START + at, {}, unheard=["tariffs"])
    after = watch.expected(ONE, np.array([START]))[0]
    assert after == pytest.approx(before, rel=0.02)
    watch.tick(START + 100_000, {})
    assert watch.expected(ONE, np.array([START]))[0] == pytest.approx(before, rel=0.02)


def test_late_posts_and_deletions_end_where_coming_in_time_would_have() -> None:
    feed = [(minute, dict(counts)) for minute, counts in minutes_of([1.0, 1.0], 300)]
    late = [(minute, ONE, 1) for minute, _ in feed[20:140:7]] + [
        (feed[150][0], ONE, 2),
        (feed[298][0], ONE, 1),
    ]

    def watch_of(in_time: bool) -> Watch:
        watch = Watch(UTC_WEEK)
        known(watch, ONE, 30)
        due = {minute: n for minute, _, n in late} if in_time else {}
        for minute, counts in feed:
            watch.tick(minute, counts | ({ONE: due[minute]} if minute in due else {}))
        return watch

    timely, corrected = watch_of(True), watch_of(False)
    for minute, key, n in late:
        corrected.late(minute, {key: n + 1})
        corrected.late(minute, {key: -1})
    assert corrected.usual.posts[0] == pytest.approx(timely.usual.posts[0], rel=1e-9)
    span = (feed[0][0], feed[-1][0] + 1)
    np.testing.assert_array_equal(corrected.pulse(ONE, *span).counts, timely.pulse(ONE, *span).counts)
    ahead = np.arange(START, START + 10_080, 30)
    np.testing.assert_allclose(corrected.expected(ONE, ahead), timely.expected(ONE, ahead), rtol=0.1)


def test_posts_late_by_days_still_count() -> None:
    watch = Watch(UTC_WEEK)
    known(watch, ONE, 10)
    watch.tick(START, {})
    before = float(watch.usual.posts[0])
    watch.late(START - 5 * 1440, {ONE: 8})
    assert float(watch.usual.posts[0]) == pytest.approx(before + 4, abs=0.1)


def test_history_becomes_the_baseline() -> None:
    watch = Watch(Calendar("Europe/Berlin", "DE"))
    day = [4, 2, 1, 1, 2, 6, 15, 30, 40, 45, 45, 40, 35, 40, 40, 38, 35, 30, 28, 25, 20, 15, 10, 6]
    midnight = START - 8 * 60
    watch.warm(ONE, [(midnight - 60 * (i + 1), float(day[-1 - i % 24])) for i in range(24 * 28)])
    found = watch.expected(ONE, midnight + np.arange(1440)).reshape(24, 60).sum(axis=1)
    np.testing.assert_allclose(found, day, rtol=0.25, atol=2)
    assert watch.baseline(ONE).known
    assert not watch.baseline(ONE).borrowed


def test_history_may_come_in_pieces_in_any_order() -> None:
    hours = [(START - 60 * (i + 1), 20.0 if i < 240 else 60.0) for i in range(480)]
    found = []
    for parts in ((hours[:240], hours[240:]), (hours[240:], hours[:240])):
        watch = Watch(UTC_WEEK)
        for part in parts:
            watch.warm(ONE, part)
        found.append(watch.usual.level()[0])
    assert found[0] == pytest.approx(found[1])
    assert 20 < found[0] * 60 < 40


@pytest.mark.parametrize("an_hour", [0.02, 0.5, 5_000.0])
def test_sparse_and_huge_series_get_a_sane_baseline(an_hour: float) -> None:
    watch = Watch(UTC_WEEK)
    known(watch, ONE, an_hour)
    found = watch.expected(ONE, START + np.arange(0, 10_080, 30)) * 60
    assert found.mean() == pytest.approx(an_hour, rel=0.15, abs=0.01)
    assert found.min() > 0
    assert found.max() < 3 * an_hour + 0.1


def test_a_new_series_says_that_it_borrows() -> None:
    watch = Watch(UTC_WEEK)
    series = keys(4)
    for key in series[:3]:
        watch.warm(
            key, [(START - 60 * (i + 1), 5.0 + 50.0 * (8 <= (7 - i) % 24 < 18)) for i in range(24 * 28)]
        )
    ticked(watch, minutes_of([1, 1, 1, 1], 60))
    fresh = watch.baseline(series[3])
    assert (fresh.known, fresh.borrowed) == (False, True)
    day, night = watch.expected(series[3], np.array([START + 4 * 60, START + 18 * 60]))
    assert day > 3 * night
    assert watch.baseline(SeriesKey("unheard of")) == (False, 0.0, True)


def test_a_sparse_topic_that_takes_off_is_seen_by_its_build_up() -> None:
    watch = Watch(UTC_WEEK)
    known(watch, ONE, 0.5)
    quiet = [s for s in ticked(watch, minutes_of([0.0], 360)) if s.per_month < 4]
    assert not quiet
    rates = iter(np.linspace(0, 1.5, 180).cumsum().astype(int).tolist())
    last, seen = 0, []
    for at, total in enumerate(rates):
        seen += watch.tick(START + 360 + at, {ONE: total - last})
        last = total
    rise = [s for s in seen if s.view == "build_up" and s.per_month < 1]
    assert rise
    assert (rise[0].at.timestamp() / 60) - (START + 360) <= 90
    assert rise[0].direction == "up"
    assert rise[0].observed > 3 * rise[0].expected


def test_a_drop_to_zero_is_seen_where_posts_are_usual() -> None:
    watch = Watch(UTC_WEEK)
    busy, rare = keys(8)[0], keys(8)[4]
    known(watch, busy, 40)
    known(watch, rare, 0.5)
    ticked(watch, minutes_of([0.66, 0, 0, 0, 0.01], 300))
    drops = [s for at in range(120) for s in watch.tick(START + 300 + at, {}) if s.direction == "down"]
    sure = {s.series for s in drops if s.per_month < 1}
    assert sure == {busy}
    assert min(s.observed for s in drops) == 0


def test_a_storm_is_not_the_new_usual_but_a_lasting_level_is() -> None:
    watch = Watch(UTC_WEEK)
    known(watch, ONE, 30)
    usual = watch.usual
    for _ in range(12):
        usual.learn(20, np.array([300.0]), np.array([30.0]))
    assert float(usual.level()[0]) * 60 < 2 * 30
    stay(usual, posts=150.0, days=7)  # a week of ten times as many is a storm
    assert float(usual.rate()[0]) * 60 < 0.35 * 300
    stay(usual, posts=15.0, days=7)
    stay(usual, posts=75.0, days=12)  # five times as many for good are not
    assert float(usual.rate()[0]) * 60 > 0.7 * 150


def stay(usual: Usual, posts: float, days: int) -> None:
    for i in range(days * 48):
        usual.begin(i % 336)
        usual.learn(i % 336, np.array([posts]), np.array([30.0]))
