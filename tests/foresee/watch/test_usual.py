"""The expected rate: course of the week, spread, sparse series, what is borrowed, ratios in one byte."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.foresee.normal import Settings, Usual
from sturmwarte.core.foresee.normal.season import MOST, code_of, ratio_of

WEEK = 336
SLOT = np.arange(WEEK)
COURSE = (1 + 0.7 * np.sin(SLOT % 48 / 48 * 2 * np.pi)) * np.where(SLOT >= 240, 0.6, 1.0)


def learned(rates: list[float], weeks: int, varies: tuple[float, ...] = (), deaf: range = range(0)) -> Usual:
    """Poisson posts (or with a varying rate) at these posts a minute; slots in `deaf` are never heard."""
    rng, usual = np.random.default_rng(2), Usual(Settings())
    usual.grow(np.arange(len(rates)), 0)
    for i in range(weeks * WEEK):
        slot = i % WEEK
        usual.begin(slot)
        mean = np.array(rates) * COURSE[slot] * 30
        if varies:
            mean = mean * rng.gamma(1 / np.array(varies), varies)
        heard = np.full(len(rates), 0.0 if slot in deaf else 30.0)
        usual.learn(slot, rng.poisson(mean).astype(float), heard)
    return usual


def off(usual: Usual, row: int, rate: float) -> np.ndarray:
    return usual.rates(row, SLOT.astype(np.int16)) / (rate * COURSE)


def test_the_week_is_learned_from_twelve_posts_a_day_to_thousands_an_hour() -> None:
    rates = [12 / 1440] * 8 + [1.0, 80.0]
    usual = learned(rates, 4)
    sparse = np.array([off(usual, row, rates[row]) for row in range(8)])
    assert sparse.mean() == pytest.approx(1, abs=0.2)
    assert sparse.min() > 0.2
    assert sparse.max() < 5
    busy, huge = off(usual, 8, 1.0), off(usual, 9, 80.0)
    assert np.abs(np.log(busy)).mean() < 0.1
    assert np.abs(np.log(huge)).mean() < 0.06
    assert usual.week(9).mean() == pytest.approx(1, abs=0.05)
    assert usual.level()[9] == pytest.approx(80.0 * COURSE.mean(), rel=0.1)


def test_what_was_never_heard_is_taken_from_other_days() -> None:
    tuesday = range(48, 96)
    usual = learned([2.0], 2, deaf=tuesday)
    assert np.abs(np.log(off(usual, 0, 2.0)[50:94])).mean() < 0.2


def test_how_much_a_rate_varies_is_learned() -> None:
    calm, wild = learned([3.0, 3.0], 1, varies=(0.001, 0.5)).relative_variance()
    assert calm < 0.12
    assert 0.25 < wild < 0.8


def test_without_a_past_nothing_is_expected_to_be_nothing() -> None:
    usual = Usual(Settings())
    usual.grow(np.zeros(3, np.int64), 100)
    assert (usual.rate() > 0).all()
    assert usual.baseline(0) == (False, 0.0, True)


@given(st.floats(0, MOST), st.floats(0, 1, exclude_max=True))
def test_a_ratio_in_one_byte_is_near(ratio: float, dither: float) -> None:
    found = float(ratio_of(code_of(np.array([ratio]), dither))[0])
    assert abs(found - ratio) <= 0.025 * (ratio + 0.125) + 1e-9


def test_dithered_ratios_are_right_in_the_mean() -> None:
    for ratio in (0.01, 0.4, 1.0, 7.3):
        dither = np.arange(1000) * 0.618 % 1
        assert ratio_of(code_of(np.full(1000, ratio), dither)).mean() == pytest.approx(ratio, rel=2e-3)
    assert np.isnan(ratio_of(code_of(np.array([np.nan]))))[0]
