"""Early signs: found where there are some, not found in noise, and never from two waves."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sturmwarte import packs
from sturmwarte.core.foresee.early import INDICATORS, Hourly, Past, indicators, signs, standing, wilson
from sturmwarte.core.reason import say

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
WEEKS = 26
HOURS = WEEKS * 7 * 24


def past(waves, seed=0, **ahead):
    """Noise everywhere; `ahead` names indicators that stand up so many hours before each wave."""
    chance = np.random.default_rng(seed)
    values = {name: chance.normal(0.2, 0.02, HOURS) for name in ("negative", "outraged", "first_person")}
    values["campaign"] = np.zeros(HOURS)
    for name, hours in ahead.items():
        for wave in waves:
            values[name][wave - hours : wave - hours + 4] = 0.02 if name == "first_person" else 0.9
    times = [(SINCE + timedelta(hours=wave), SINCE + timedelta(hours=wave + 30)) for wave in waves]
    return Past(SINCE, values, times)


WAVES = [700, 1500, 2300, 3100, 3900]


def test_what_stood_out_before_every_wave_is_a_sign():
    (sign,) = signs({"brand": past(WAVES, outraged=20)})
    assert (sign.topic, sign.indicator, sign.side) == ("brand", "outraged", "above")
    assert (sign.waves, sign.hits) == (5, 5)
    assert 18 <= sign.lead_h <= 44  # noise may fire a little earlier within the 48 hours
    assert sign.by_chance < sign.low < 1.0 == sign.high
    assert sign.false_alarms < sign.fired
    assert 0.3 < sign.threshold <= 0.9 or sign.false_alarms > 0


def test_rare_events_and_falls_are_signs_too():
    found = {sign.indicator: sign for sign in signs({"brand": past(WAVES, campaign=10, first_person=30)})}
    assert set(found) == {"campaign", "first_person"}
    assert found["campaign"].lead_h == 10
    assert found["campaign"].false_alarms == 0
    assert found["first_person"].side == "below"
    assert found["first_person"].threshold < 0.2


def test_a_sign_that_often_cries_wolf_says_so():
    history = past(WAVES, seed=2, campaign=10)
    history.values["campaign"][[200, 1100, 1900, 2700, 3500, 4100]] = 5.0
    (sign,) = signs({"brand": history})
    assert (sign.hits, sign.fired, sign.false_alarms) == (5, 11, 6)


def test_two_waves_are_no_evidence_but_topics_may_be_taken_together():
    first, second = past(WAVES[:2], outraged=20), past(WAVES[2:4], seed=1, outraged=20)
    assert signs({"a": first}) == []
    (sign,) = signs({"a": first, "b": second})
    assert (sign.topic, sign.waves, sign.hits) == ("", 4, 4)


def test_noise_is_rarely_a_sign():
    found = sum(len(signs({"brand": past(WAVES, seed=seed)})) for seed in range(30))
    assert found <= 2  # of 120 looked at


def test_what_comes_with_the_wave_is_no_early_sign():
    history = past(WAVES)
    for wave in WAVES:
        history.values["outraged"][wave : wave + 30] = 0.9
    assert [sign for sign in signs({"brand": history}) if sign.indicator == "outraged"] == []


def test_nothing_known_is_no_sign():
    history = past(WAVES, outraged=20)
    history.values["outraged"][:] = np.nan
    assert "outraged" not in {sign.indicator for sign in signs({"brand": history})}
    assert signs({}) == []


def test_signs_that_stand_now():
    known = signs({"a": past(WAVES, outraged=20), "b": past(WAVES, seed=1, outraged=20)})
    now = {"a": {"outraged": 0.95}, "b": {"outraged": float("nan")}, "new": {"outraged": 0.95, "other": 1.0}}
    stand = standing(known, now)
    assert {(each.topic, each.sign.topic, each.value) for each in stand} == {
        ("a", "a", 0.95),
        ("new", "", 0.95),
    }


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_every_indicator_has_a_sentence(lang):
    assert all(f"early.{name}" in packs.texts(lang) for name in INDICATORS)
    (sign,) = signs({"brand": past(WAVES, outraged=20)})
    assert "5" in say(sign.why[0], packs.texts(lang))


def hourly(**given):
    zeros = {name: np.zeros(24) for name in Hourly._fields}
    return Hourly(**(zeros | {name: np.array(values, np.float64) for name, values in given.items()}))


def test_a_share_of_few_posts_stays_near_the_usual():
    judged = [10.0] * 12 + [1.0] + [0.0] * 11
    negative = [2.0] * 12 + [1.0] + [0.0] * 11
    found = indicators(hourly(judged=judged, negative=negative))["negative"]
    assert found[11] == pytest.approx(0.2, abs=0.02)
    assert found[20] == pytest.approx(0.2, abs=0.03)  # nobody wrote: as usual, not 0 and not 1


def test_indicators_never_look_ahead():
    chance = np.random.default_rng(3)
    whole = hourly(**{name: chance.poisson(3.0, 24) for name in Hourly._fields})
    cut = Hourly(*(values[:15] for values in whole))
    for name, values in indicators(whole).items():
        assert values[:15] == pytest.approx(indicators(cut)[name], nan_ok=True), name
    assert set(indicators(whole)) == set(INDICATORS)


def test_what_nobody_counts_makes_no_indicator():
    posts = np.full(24, 5.0)
    assert set(indicators(Hourly(posts, press=posts, questions=posts))) == {"press", "questions"}


def test_not_heard_is_not_known():
    posts = np.full(24, 5.0)
    posts[6:16] = np.nan
    found = indicators(hourly(posts=posts, complaints=posts, press=posts))
    assert np.isnan(found["complaints"][12:15]).all()
    assert np.isnan(found["press"][12:15]).all()
    assert np.isfinite(found["complaints"][20:]).all()


def test_wilson_is_wide_for_few():
    assert wilson(3, 3)[0] == pytest.approx(0.438, abs=0.001)
    assert wilson(30, 30)[0] > 0.88
    assert wilson(0, 5)[0] == 0.0
    assert wilson(5, 5)[1] == 1.0
