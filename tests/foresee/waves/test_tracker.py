"""The life of waves in single scenes."""

from datetime import timedelta

import msgspec
import numpy as np
import pytest

from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.wave import Story, Term
from sturmwarte.core.foresee.waves import Settings, Tracker, Trigger
from tests.foresee.waves.sea import A_DAY, BRAND, Sea, at, rise, run, signal

NEGATIVE = SeriesKey("brand", "sentiment", "negative")
MASTODON = SeriesKey("brand", "channel", "mastodon:support")


def tracker(budget=2.0):
    return Tracker(lambda _topic: budget)


def flood(bins=A_DAY, begin=100, end=200, usual=1.0, times=20.0):
    """Five an hour is usual; then, for a while, `times` as many."""
    counts = np.full(bins, usual)
    counts[begin:end] *= times
    return Sea().add(BRAND, counts, usual)


def kinds(changes):
    return [change.what for _, change in changes]


def test_what_is_beyond_the_budget_begins_no_wave_but_keeps_one_going():
    sea = flood()
    assert run(sea, tracker(1e-13)) == []
    assert kinds(run(sea, tracker()))[0] == "onset"


def test_few_posts_are_no_wave_however_rare():
    sea = Sea().add(BRAND, np.where(np.arange(A_DAY) == 50, 4.0, 0.0), 0.001)
    assert sea.signals(50)
    assert run(sea, tracker()) == []


def test_one_busy_author_is_no_wave():
    sea = flood()
    assert run(sea, tracker(), authors=lambda *_: 2) == []
    assert run(sea, tracker(), authors=lambda *_: 3) != []
    assert run(sea, tracker(), authors=lambda *_: None) != []


def test_not_heard_is_not_over():
    sea = flood()
    sea.counts[BRAND][150:] = np.nan
    sea.found[BRAND] = {place: found for place, found in sea.found[BRAND].items() if place < 150}
    followed = tracker()
    changes = run(sea, followed)
    assert "over" not in kinds(changes)
    (wave,) = followed.waves()
    assert wave.ended is None
    assert wave.updated == at(151)  # by then two of the last half hour's bins are missing


def test_series_of_a_topic_are_one_wave_in_the_order_they_came():
    sea = flood()
    sea.add(NEGATIVE, np.where((np.arange(A_DAY) >= 97) & (np.arange(A_DAY) < 200), 9.0, 0.1), 0.1)
    sea.add(MASTODON, np.where((np.arange(A_DAY) >= 110) & (np.arange(A_DAY) < 200), 9.0, 0.1), 0.1)
    followed = tracker()
    changes = run(sea, followed, range(130))
    assert [kind for kind in kinds(changes) if kind != "phase"] == ["onset", "joined", "joined"]
    (wave,) = followed.waves()
    assert wave.series == (NEGATIVE, BRAND, MASTODON)
    assert wave.channels == ("mastodon:support",)
    assert wave.rate == pytest.approx(20 * 12)  # of all posts, not of the negative ones it began with


def test_muted_topics_are_followed_and_flagged():
    changes = run(flood(), tracker(), muted={"brand"})
    assert changes
    assert all(change.wave.muted for _, change in changes)
    assert not any(change.wave.muted for _, change in run(flood(), tracker(), muted={"other"}))


def test_without_a_baseline_it_takes_posts_and_people():
    few = Sea().add(BRAND, np.where(np.arange(A_DAY) >= 100, 1.5, 0.0), 0.01, known=False)
    assert run(few, tracker()) == []
    many = Sea().add(BRAND, np.where(np.arange(A_DAY) == 100, 30.0, 0.0), 0.01, known=False)
    assert run(many, tracker(), authors=lambda *_: 7) == []
    followed = tracker()
    changes = run(many, followed, authors=lambda *_: 8)
    assert [change.wave.known for _, change in changes[:1]] == [False]
    assert changes[0][1].wave.why[0].key == "foresee.wave.no_baseline"
    assert changes[-1][1].what == "over"


def test_silence_is_a_wave_of_its_own_and_over_when_posts_come_again():
    counts = np.full(A_DAY, 5.0)
    counts[100:150] = 0.0
    sea = Sea().add(BRAND, counts, 5.0)
    sea.found[BRAND] = {
        place: [signal(BRAND, place, 12, "build_up", 0, 60, 1e-9, direction="down")]
        for place in range(111, 150)
    }
    changes = run(sea, tracker())
    assert kinds(changes) == ["onset", "phase", "phase", "over"]
    wave = changes[-1][1].wave
    assert wave.direction == "down"
    assert wave.why[0].key == "foresee.wave.silent"
    assert wave.peak_rate == 0.0


def test_the_ebb_after_a_wave_is_no_silence():
    sea = flood()
    sea.found[BRAND][230] = [signal(BRAND, 230, 12, "build_up", 0, 12, 1e-9, direction="down")]
    assert {change.wave.direction for _, change in run(sea, tracker())} == {"up"}


def test_a_single_event_is_a_wave_without_any_count():
    sea, followed = Sea().add(BRAND, np.zeros(3 * A_DAY), 0.01), tracker()
    press = Trigger("brand", "press", at(10), "mail:press")
    (begun,) = followed.tick(at(10), [], sea.pulse, triggers=[press])
    assert begun.what == "onset"
    assert begun.wave.why[0].key == "foresee.wave.trigger_press"
    assert begun.wave.channels == ("mail:press",)
    later = run(sea, followed, range(11, 3 * A_DAY))
    (over,) = [place for place, change in later if change.what == "over"]
    assert timedelta(hours=24) <= at(over) - at(10) <= timedelta(hours=25)


def test_an_event_joins_the_wave_that_is_there():
    sea, followed = flood(), tracker()
    run(sea, followed, range(120))
    followed.tick(at(120), sea.signals(120), sea.pulse, triggers=[Trigger("brand", "danger", at(120))])
    assert len(followed.waves()) == 1


def test_flaring_up_after_a_pause_is_the_same_wave():
    counts = np.full(A_DAY, 1.0)
    counts[60:90] = counts[130:160] = 30.0
    sea = Sea().add(BRAND, counts, 1.0)
    changes = run(sea, tracker())
    assert [kind for kind in kinds(changes) if kind != "phase"] == ["onset", "over", "revived", "over"]
    assert len({change.wave.id for _, change in changes}) == 1


def test_two_waves_a_week_apart_are_two():
    bins = 9 * A_DAY
    usual = np.full(bins, 2.0)
    mean = usual + rise(bins, 300, 600, 1, 2) + rise(bins, 300 + 7 * A_DAY, 600, 1, 2)
    changes = run(Sea().add(BRAND, np.round(mean), usual), tracker())
    assert kinds(changes).count("onset") == 2
    assert len({change.wave.id for _, change in changes}) == 2


def test_a_restart_changes_nothing():
    """The same changes, and the same bytes, whether or not it was packed in between."""
    sea = flood()
    unbroken = tracker()
    expected = run(sea, unbroken)
    broken, changes = tracker(), []
    for place in range(sea.bins):
        packed = broken.pack()
        broken = Tracker.unpack(packed, lambda _topic: 2.0)
        assert broken.pack() == packed
        changes += run(sea, broken, [place])
    assert changes == expected
    assert broken.pack() == unbroken.pack()


def test_bytes_of_another_version_are_refused():
    with pytest.raises(ValueError, match="version 9"):
        Tracker.unpack(msgspec.msgpack.encode((9, [])), lambda _topic: 2.0)


def test_what_others_find_out_is_kept_with_the_wave():
    sea, followed = flood(), tracker()
    run(sea, followed, range(120))
    (wave,) = followed.waves()
    followed.note(wave.id, story=Story(terms=(Term("Streik", 5, 9.0),)), level="orange")
    again = Tracker.unpack(followed.pack(), lambda _topic: 2.0)
    assert again.wave(wave.id).story.terms[0].text == "Streik"
    assert again.wave(wave.id).level == "orange"
    with pytest.raises(KeyError):
        followed.note("unknown", level="red")


def test_waves_of_two_topics_that_are_one_story_become_the_older():
    sea, rail = flood(), SeriesKey("rail")
    sea.add(rail, np.where((np.arange(A_DAY) >= 103) & (np.arange(A_DAY) < 230), 20.0, 1.0), 1.0)
    followed = tracker()
    asked = []

    def alike(one, other):
        asked.append((one.topic, other.topic))
        return 0.8

    changes = run(sea, followed, alike=alike)
    assert asked[0] == ("brand", "rail")
    merged = next(change.wave for _, change in changes if change.what == "merged")
    kept = next(wave for wave in followed.waves() if wave.id == merged.into)
    assert kept.topics == ("brand", "rail")
    assert rail in kept.series
    # It goes on as long as one of its topics does.
    (over,) = [place for place, change in changes if change.what == "over"]
    assert over > 230
    assert kinds(changes).count("onset") == 2


def test_waves_that_only_happen_together_stay_apart():
    sea = flood()
    sea.add(SeriesKey("rail"), sea.counts[BRAND], 1.0)
    followed = tracker()
    assert "merged" not in kinds(run(sea, followed, alike=lambda *_: 0.3))
    assert len(followed.waves()) == 2


def test_settings_are_settings():
    assert run(flood(), Tracker(lambda _topic: 2.0, Settings(least_posts=10_000))) == []


def after_a_storm(weak):
    """Two days of little, then a rise that the watch, spoilt by an earlier storm, finds only `weak`ly odd."""
    bins, begin = 5 * A_DAY, 3 * A_DAY
    counts = np.where(np.arange(bins) >= begin, 5.0, np.where(np.arange(bins) % 12, 0.0, 2.0))
    sea = Sea().add(BRAND, counts, 0.5)
    sea.found[BRAND] = {
        place: [signal(BRAND, place, 1, "spike", 5, 0.5, weak)] for place in range(begin, bins)
    }
    return sea


def test_what_dwarfs_the_day_before_is_a_wave_beyond_the_budget():
    sea, followed = after_a_storm(weak=40.0), tracker()
    changes = run(sea, followed)
    assert changes[0][1].what == "onset"
    assert changes[0][1].wave.why[0].key == "foresee.wave.dwarfs"
    assert changes[0][0] < 3 * A_DAY + 6
    assert Tracker.unpack(followed.pack(), lambda _topic: 2.0).pack() == followed.pack()


def test_but_not_every_day():
    """The same rise again a week later: once a month is what a budget of two can bear."""
    sea, followed = after_a_storm(weak=40.0), tracker()
    run(sea, followed)
    quiet = np.tile(np.where(np.arange(A_DAY) % 12, 0.0, 2.0), 7)
    again = Sea().add(BRAND, np.concatenate([sea.counts[BRAND][:-A_DAY], quiet, np.full(A_DAY, 5.0)]), 0.5)
    again.found[BRAND] = {
        **sea.found[BRAND],
        **{p: [signal(BRAND, p, 1, "spike", 5, 0.5, 40.0)] for p in range(again.bins - A_DAY, again.bins)},
    }
    assert kinds(run(again, tracker())).count("onset") == 1
    assert kinds(run(again, tracker(4.0))).count("onset") == 2
