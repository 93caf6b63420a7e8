"""A forecaster answers for any course: finite, causal, deterministic, monotone."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sturmwarte import packs
from sturmwarte.core.foresee.forecast import Course, Forecaster, ForecastError, Marks, Past
from sturmwarte.core.foresee.forecast.shipped import checksum, settings
from sturmwarte.core.foresee.outlook import Chances, Forecast
from sturmwarte.core.reason import say

NOW = datetime(2026, 3, 4, 15, 5, tzinfo=UTC)
BIN = timedelta(minutes=5)


@pytest.fixture(scope="module")
def forecaster() -> Forecaster:
    return Forecaster.trained(settings(), waves=90, seed=3)


def course(counts, usual=3.0, age_bins=12, ahead=288, **more) -> Course:
    counts = np.asarray(counts, float)
    return Course(
        now=NOW, onset=NOW - age_bins * BIN, counts=counts, expected=np.full(len(counts), usual),
        ahead=np.full(ahead, usual), **more,
    )  # fmt: skip


def storm(bins: int = 12, height: float = 40.0) -> np.ndarray:
    return np.concatenate([np.full(288, 3.0), np.full(bins, height)])


def every_number(forecast: Forecast) -> list[float]:
    chances = [forecast.chances, forecast.simple]
    found = [v for c in chances for v in (*c.over.values(), c.elevated, c.doubles, c.new_peak)]
    return found + [v for hour in forecast.per_hour for v in (hour.low, hour.middle, hour.high)]


def check(forecast: Forecast) -> None:
    numbers = every_number(forecast)
    assert np.isfinite(numbers).all()
    assert min(numbers) >= 0
    for said in (forecast.chances, forecast.simple):
        over = [said.over[h] for h in (1, 3, 6, 24)]
        assert over == sorted(over)
        assert all(0 < p < 1 for p in (*over, said.elevated, said.doubles, said.new_peak))
    assert len(forecast.per_hour) == 24
    assert all(h.low <= h.middle <= h.high for h in forecast.per_hour)
    assert forecast.per_hour[1].at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "counts",
    [
        [], [0.0], np.zeros(300), np.full(300, 5.0), np.full(300, np.nan), np.full(2000, 1e6), storm(),
        np.where(np.arange(300) % 3 == 0, np.nan, 7.0), np.concatenate([storm(), np.full(30, np.nan)]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("usual", [0.0, 3.0, 4e4])
def test_any_course_gets_a_sound_forecast(forecaster, counts, usual):
    check(forecaster.look(course(counts, usual)))


def test_wild_values_are_taken_for_unknown(forecaster):
    wild = course(np.array([*storm(), np.inf, -5.0]))
    wild.expected[3] = np.nan
    check(forecaster.look(wild))


def test_short_outlook_on_the_usual_is_filled(forecaster):
    check(forecaster.look(course(storm(), ahead=0)))
    check(forecaster.look(course(storm(), ahead=30)))


def test_counts_without_their_usual_are_refused(forecaster):
    wrong = Course(now=NOW, onset=NOW, counts=np.zeros(5), expected=np.zeros(4), ahead=np.zeros(288))
    with pytest.raises(ForecastError, match="5 counts but 4 expected"):
        forecaster.look(wrong)


def test_what_comes_later_changes_nothing(forecaster):
    """A wave cut at a moment is told the same, whatever followed."""
    rng = np.random.default_rng(1)
    calm, wild = storm(60), storm(60)
    calm[320:], wild[320:] = 0, rng.poisson(900, len(wild) - 320)
    told = [
        forecaster.look(
            Past(
                id="w",
                began=NOW - 320 * BIN,
                onset=NOW - 32 * BIN,
                counts=counts,
                expected=np.full(len(counts), 3.0),
            ).at(320)
        )
        for counts in (calm, wild)
    ]
    assert told[0] == told[1]


def test_the_same_twice(forecaster):
    again = Forecaster.trained(settings(), waves=90, seed=3)
    assert again.dump() == forecaster.dump()
    assert again.look(course(storm())) == forecaster.look(course(storm()))


def test_a_storm_is_told_from_calm(forecaster):
    high, calm = forecaster.look(course(storm(48))), forecaster.look(course(np.full(336, 3.0), age_bins=48))
    assert high.chances.elevated > 0.6
    assert calm.chances.elevated < 0.3
    assert high.chances.over[1] < 0.3
    assert calm.chances.over[1] > 0.7
    assert high.per_hour[0].middle > 5 * calm.per_hour[0].middle


def test_half_life_is_known_only_after_the_peak(forecaster):
    fallen = np.concatenate([np.full(288, 3.0), np.full(12, 100.0), np.full(24, 20.0)])
    assert forecaster.look(course(storm())).half_life_min is None
    assert 20 <= forecaster.look(course(fallen, age_bins=36)).half_life_min <= 60


def test_bytes_give_the_same_forecaster(forecaster):
    again = Forecaster.shipped(forecaster.dump())
    assert again.look(course(storm())) == forecaster.look(course(storm()))


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b"{}" + b[:0], lambda b: b[:0], lambda b: b[:-9] + b"123456789"]
)
def test_damaged_bytes_are_refused(forecaster, damage):
    with pytest.raises(ForecastError, match="train it again"):
        Forecaster.shipped(damage(forecaster.dump()))


def own_wave(name: str, seed: int) -> Past:
    rng = np.random.default_rng(seed)
    shape = np.concatenate([np.full(288, 3.0), 60 * np.exp(-np.arange(400) / 40)])
    usual = np.full(len(shape), 3.0)
    return Past(
        id=name, began=NOW - timedelta(days=30 + seed), onset=NOW - timedelta(days=29 + seed),
        counts=rng.poisson(shape).astype(float), expected=usual,
    )  # fmt: skip


def test_own_waves_stand_first_and_teach(forecaster):
    past = [own_wave(f"wave-{k}", k) for k in range(16)]
    now = past[0].at(past[0].onset_bin + 12)
    before = forecaster.look(now, past)
    assert before.similar[0].wave.startswith("wave-")
    assert before.passed_of is not None
    assert before.by is not None
    assert before.by > now.now
    taught = forecaster.learn(past, waves=60)
    after = taught.look(now, past)
    assert (after.basis, after.own) == ("own", 16)
    check(Forecaster.shipped(taught.dump()).look(course(storm())))
    assert forecaster.learn([]) is forecaster


def test_intervals_grow_where_the_station_was_too_sure(forecaster):
    told = forecaster.look(course(storm()))
    wild = [0.0 if k % 2 else 9e4 for k in range(24)]
    wider = forecaster.recalibrated([(told, wild)] * 20).look(course(storm()))
    assert all(b.high > a.high for a, b in zip(told.per_hour, wider.per_hour, strict=True))
    exact = [hour.middle for hour in told.per_hour]
    closer = forecaster.recalibrated([(told, exact)] * 20).look(course(storm()))
    assert closer.per_hour[2].high < told.per_hour[2].high
    unknown = forecaster.recalibrated([(told, [np.nan] * 24)])
    assert unknown.look(course(storm())) == told


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_reasons_have_sentences(forecaster, lang):
    texts = packs.texts(lang)
    courses = [
        course(storm(2), age_bins=1), course(storm(60), age_bins=60), course(np.zeros(40)),
        course(np.concatenate([storm(), np.full(40, 10.0)]), age_bins=52, marks=Marks(campaign=0.9)),
        course(np.concatenate([storm(), np.full(30, np.nan)])),
    ]  # fmt: skip
    for one in courses:
        for reason in forecaster.look(one).why:
            assert reason.key in texts
            assert "{" not in say(reason, texts)


def test_the_checksum_follows_the_packs():
    assert len(checksum()) == 16
    assert checksum() == checksum()


def test_chances_of_different_heads_are_kept_apart(forecaster):
    told = forecaster.look(course(storm())).chances
    assert isinstance(told, Chances)
    assert told.doubles != told.new_peak
