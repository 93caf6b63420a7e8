"""A story of waves in time travel: a quiet fortnight, a storm that rises and fades, and another."""

import msgspec
import pytest

from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.wave import Wave as Told
from sturmwarte.engine.foresight import building
from sturmwarte.engine.foresight.minutes import minute_of
from sturmwarte.station.foresee.actions.give import give_as
from sturmwarte.station.foresee.models import Foreseen, Memory, Wave, WavePost
from sturmwarte.station.ledger.models import Change
from tests.engine.way import NOW
from tests.engine.weather import DAY, GRACE, HOUR, MINUTE, TOPIC, Model, Watched, post, quiet, spread, store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _short_play(monkeypatch):
    """Two hours are played minute by minute; the days before them are learned as hours."""
    monkeypatch.setattr(building, "PLAYED_MIN", 120)


def test_a_storm_is_told_while_it_rises(storm):
    wave = Wave.objects.get()
    assert (wave.run, wave.topic, wave.direction, wave.private) == ("live", TOPIC, "up", False)
    assert wave.detected <= NOW + 30 * MINUTE
    assert wave.level in {"orange", "red"}
    assert [one["level"] for one in wave.told["levels"]][:2] == ["yellow", "orange"]
    assert wave.channels == ["mastodon"]
    story = wave.told["story"]
    assert any("schmort" in term["text"] for term in story["terms"])
    assert story["kinds"][0][0] == "complaint"
    assert wave.told["colour"]["negative"] == 1.0
    assert WavePost.objects.filter(wave=wave.wave).count() == story["read"]
    assert wave.forecast["chances"]["over"]["24"] == 0.8
    assert Foreseen.objects.filter(wave=wave.wave).count() >= 3
    assert Change.objects.filter(kind="wave", ref=wave.wave).exists()
    assert storm.foresight.step(storm.now) is False, "what is done is done"


def test_it_fades_is_over_and_another_is_another(storm):
    storm.until(NOW + 14 * HOUR, step=HOUR)
    first = Wave.objects.get()
    assert first.phase == "over"
    assert NOW + 55 * MINUTE < first.ended < NOW + 9 * HOUR
    assert first.level != "green", "calm is for a person to declare"
    again = NOW + 2 * DAY
    storm.until(again, step=HOUR)
    assert Wave.objects.get().told["proposal"]["level"] == "blue"
    store(*spread(again, 40, 100, "t"))
    storm.until(again + 40 * MINUTE)
    assert Wave.objects.count() == 2
    assert Wave.objects.exclude(pk=first.pk).get().started > first.ended


def test_a_quiet_day_has_no_wave(listening):
    quiet(NOW)
    watched = Watched(listening, NOW)
    store(*spread(NOW, 24 * 60, 48, "q"))
    watched.until(NOW + DAY, step=30 * MINUTE)
    assert not Wave.objects.exists()


def test_history_opens_no_wave_and_is_the_baseline(listening):
    quiet(NOW)
    watched = Watched(listening, NOW)
    store(*spread(NOW, 60, 120, "s", run="import"))
    watched.until(NOW + 2 * HOUR)
    assert not Wave.objects.exists()


def test_without_a_baseline_it_says_so(listening):
    quiet(NOW, days=0.5)
    watched = Watched(listening, NOW)
    store(*spread(NOW + MINUTE, 60, 120, "s"))
    watched.until(NOW + HOUR + GRACE)
    assert Wave.objects.get().told["known"] is False


def test_counts_that_are_given_become_the_baseline_while_it_works(listening):
    watched = Watched(listening, NOW)
    store(post("danger", NOW), kind="danger")
    watched.until(NOW + 2 * MINUTE + GRACE, step=MINUTE)
    (wave,) = Wave.objects.values_list("wave", flat=True)
    give_as("user:1", TOPIC, [(NOW - n * HOUR, 3.0) for n in range(1, 200)], NOW + 2 * MINUTE)
    watched.until(NOW + 6 * MINUTE, step=MINUTE)
    watch = watched.foresight._known.watch
    assert watch.baseline(SeriesKey(TOPIC)).known
    assert watch.clock == minute_of(NOW + 5 * MINUTE) - 1
    assert [one.id for one in watched.foresight._known.followers[0].open] == [wave], "it is followed on"


def test_how_many_people_it_takes(listening):
    quiet(NOW)
    watched = Watched(listening, NOW, forecaster=lambda: Model(staffed=True))
    store(*spread(NOW - 20 * MINUTE, 20, 80, "s"))
    store(post("fire", NOW), kind="danger")
    watched.until(NOW + 5 * MINUTE + GRACE)
    assert Wave.objects.get().staffing["half_hours"]


def test_danger_acts_at_once_and_without_a_baseline(listening):
    watched = Watched(listening, NOW)
    store(post("fire", NOW + MINUTE), kind="danger")
    store(
        post("unsure", NOW + MINUTE, text="Vielleicht gefährlich, vielleicht auch nicht"), kind="press", p=0.3
    )
    watched.until(NOW + 2 * MINUTE + GRACE, step=MINUTE)
    wave = Wave.objects.get()
    assert (wave.phase, wave.level) == ("onset", "yellow")
    assert wave.detected == NOW + 2 * MINUTE
    met = [one["criterion"] for one in wave.told["proposal"]["criteria"] if one["met"]]
    assert "danger" in met
    assert "press" not in met


def test_posts_that_come_late_count_where_they_belong(listening):
    quiet(NOW)
    watched = Watched(listening, NOW)
    store(*spread(NOW, 60, 60, "s"))
    watched.until(NOW + HOUR + GRACE)
    before = Wave.objects.get().told["posts"]
    store(*spread(NOW + 10 * MINUTE, 30, 60, "late"))
    watched.until(NOW + HOUR + 10 * MINUTE + GRACE)
    assert Wave.objects.get().told["posts"] >= before + 55


def test_what_was_not_heard_is_no_calm(storm):
    ended = Memory.objects.get().ticked_at
    storm.foresight._archive.record_coverage("station", "", "disturbed", ended)
    storm.until(NOW + 4 * HOUR, step=15 * MINUTE)
    assert Wave.objects.get().phase != "over"


def test_what_is_stored_reads_back_as_a_wave(storm):
    row = Wave.objects.get()
    told = msgspec.convert(row.told, Told)
    assert told.id == row.wave
    assert told.level == row.level
    assert told.story.read == 120
