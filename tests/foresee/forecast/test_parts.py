"""The parts of a forecast: trees as arrays, calibration, truths, self-excitation, made-up waves."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from sturmwarte.core.foresee.forecast import learning, model
from sturmwarte.core.foresee.forecast.calibrate import adapt, chance, monotone, widths
from sturmwarte.core.foresee.forecast.course import DAY, HOUR, SEEN, Batch
from sturmwarte.core.foresee.forecast.excite import excite
from sturmwarte.core.foresee.forecast.features import NAMES, features
from sturmwarte.core.foresee.forecast.forecaster import drawn
from sturmwarte.core.foresee.forecast.shipped import settings
from sturmwarte.core.foresee.forecast.simulate import simulate
from sturmwarte.core.foresee.forecast.trees import taken
from sturmwarte.core.foresee.forecast.trigger import onsets, triggered
from sturmwarte.core.foresee.forecast.truths import FOLLOW, HEADS, truths


def test_arrays_answer_as_scikit_learn_does():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 6))
    x[rng.uniform(size=x.shape) < 0.1] = np.nan
    y = np.nan_to_num(x[:, 0]) + rng.normal(size=400)
    sure = HistGradientBoostingClassifier(max_iter=15, random_state=0).fit(x, y > 0)
    much = HistGradientBoostingRegressor(max_iter=15, random_state=0).fit(x, y)
    np.testing.assert_allclose(chance(taken(sure).raw(x)), sure.predict_proba(x)[:, 1], atol=1e-6)
    np.testing.assert_allclose(taken(much).raw(x), much.predict(x), atol=1e-6)


def test_monotone_leaves_what_rises_and_pools_what_falls():
    given = np.array([[0.1, 0.2, 0.3, 0.9], [0.4, 0.2, 0.3, 0.9], [0.9, 0.1, 0.1, 0.1]])
    out = monotone(given)
    np.testing.assert_allclose(out[0], given[0])
    np.testing.assert_allclose(out[1], [0.3, 0.3, 0.3, 0.9])
    np.testing.assert_allclose(out[2], 0.3)


def test_adapt_stays_without_evidence_and_moves_with_it():
    rng = np.random.default_rng(0)
    start = np.array([0.0, 1.0])
    x = rng.normal(size=(4000, 1))
    y = (rng.uniform(size=4000) < 1 / (1 + np.exp(-(0.5 - 1.5 * x[:, 0])))).astype(float)
    np.testing.assert_allclose(adapt(x[:2], y[:2], start, 1e4), start, atol=1e-2)
    np.testing.assert_allclose(adapt(x, y, start, 1.0), [0.5, -1.5], atol=0.15)


def test_widths_hold_what_they_promise():
    rng = np.random.default_rng(0)
    errors, groups = rng.standard_t(3, 6000), rng.integers(0, 10, 6000)
    found = widths(groups[:3000], errors[:3000])
    inside = (errors >= -found[groups, 0]) & (errors <= found[groups, 1])
    assert 0.77 <= inside[3000:].mean() <= 0.83


def after(counts, usual: float = 2.0):
    series = np.full((1, FOLLOW), usual)
    return truths(np.asarray(counts, float)[None], series, np.array([100.0]), np.array([120.0]))


def test_truths_of_a_wave_that_ends_after_two_hours():
    counts = np.full(FOLLOW, 2.0)
    counts[: 2 * HOUR] = 20.0
    told = dict(zip(HEADS, after(counts).heads[0], strict=True))
    assert [told[name] for name in ("over_1", "over_3", "over_6", "over_24")] == [0, 1, 1, 1]
    assert [told[name] for name in ("elevated", "doubles", "new_peak")] == [0, 1, 1]
    assert after(counts).remaining_h[0] == pytest.approx(2.0, abs=0.1)


def test_what_was_not_heard_is_no_truth():
    assert np.isnan(after(np.full(FOLLOW, np.nan)).heads).all()
    assert np.isnan(after(np.full(FOLLOW, np.nan)).hourly).all()


def batch_of(counts, usual: float = 2.0) -> Batch:
    seen = np.full((1, SEEN), np.nan)
    seen[0, -len(counts) :] = counts
    return Batch(
        seen,
        np.where(np.isnan(seen), 0.0, usual),
        np.full((1, DAY), usual),
        np.array([24]),
        np.full((1, 6), np.nan),
    )


def test_the_excited_fall_back_to_the_usual():
    """Never below a share of the usual, and with a branching ratio under 1 a shock dies away."""
    counts = np.concatenate([np.full(264, 2.0), np.full(24, 50.0)])
    told = excite(batch_of(counts))
    assert 0.3 < told.branching[0] < 1
    assert told.hourly[0, 0] > 100
    assert told.hourly[0, 23] < told.hourly[0, 0]
    assert (np.diff(told.hourly[0]) <= 1e-9).all()


def test_features_know_their_names():
    x = features(batch_of(np.full(288, 2.0)))
    assert x.shape == (1, len(NAMES))
    named = dict(zip(NAMES, x[0], strict=True))
    assert named["ratio_1h"] == pytest.approx(0)
    assert named["age_h"] == 2
    assert np.isnan(named["mark_negative"])


def test_the_trigger_is_causal_and_quiet_on_chance():
    rng = np.random.default_rng(0)
    usual = np.full((20, 6 * DAY), 3.0)
    noise = rng.poisson(usual).astype(float)
    assert triggered(noise, usual).mean() < 2e-3
    storm = noise[0].copy()
    storm[1000:] += 30
    assert onsets(storm, usual[0], warm=DAY)[-1] in range(999, 1004)
    np.testing.assert_array_equal(triggered(noise[:, :900], usual[:, :900]), triggered(noise, usual)[:, :900])


def test_made_up_waves_are_the_same_for_a_seed():
    one, two, other = (simulate(6, settings()["waves"], seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.counts, two.counts)
    assert (one.counts[:, :100] != other.counts[:, :100]).any()
    assert np.isfinite(one.counts).all()
    assert (one.usual > 0).all()


def test_intervals_cover_waves_of_another_seed():
    """Small and hence loose: the benchmark measures it closely."""
    learned = learning.learn(drawn(settings(), 140, 1))
    fresh = drawn(settings(), 70, 2)
    said = model.volumes(learned, fresh.x, fresh.excited, fresh.ahead)
    posts = fresh.truths.hourly
    known = ~np.isnan(posts)
    inside = ((posts >= said[:, :, 0]) & (posts <= said[:, :, 2]))[known].mean()
    assert 0.7 <= inside <= 0.9
    p, y = model.chances(learned, fresh.x), fresh.truths.heads
    for head in range(len(HEADS)):
        told = ~np.isnan(y[:, head])
        rate = y[told, head].mean()
        assert np.square(p[told, head] - y[told, head]).mean() < rate * (1 - rate)
