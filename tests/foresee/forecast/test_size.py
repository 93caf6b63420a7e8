"""The final size of a cascade of reposts."""

import numpy as np
import pytest

from sturmwarte.core.foresee.forecast import ForecastError
from sturmwarte.core.foresee.forecast.size import Cascade, Size, features


def cascades(many: int, seed: int) -> list[Cascade]:
    """Sizes differ, and the first hour tells how: the more early, the more in all."""
    rng = np.random.default_rng(seed)
    return [
        Cascade(
            reposts_s=list(rng.exponential(6 * 3600, int(size))),
            followers=1000.0 if k % 3 else None,
            posted=1e9,
        )
        for k, size in enumerate(np.exp(rng.uniform(4, 7, many)))
    ]


@pytest.fixture(scope="module")
def size() -> Size:
    return Size().fit(cascades(60, 1))


def test_sizes_are_foreseen_from_the_first_hour(size):
    fresh = cascades(40, 2)
    said, true = size.predict(fresh), np.array([len(one.reposts_s) for one in fresh])
    assert np.median(np.abs(np.log(said / true))) < 0.35


def test_what_comes_after_the_hour_is_not_looked_at(size):
    whole = cascades(10, 3)
    begun = [
        Cascade(reposts_s=[s for s in one.reposts_s if s <= 3600], followers=one.followers, posted=one.posted)
        for one in whole
    ]
    np.testing.assert_array_equal(size.predict(whole), size.predict(begun))


@pytest.mark.parametrize("reposts", [[], [0.0], [5.0] * 400, [3600.0], [1e9]])
def test_odd_cascades_get_finite_answers(size, reposts):
    one = Cascade(reposts_s=reposts)
    assert np.isfinite(features(one)).all()
    said = size.predict([one])
    assert np.isfinite(said).all()
    assert said[0] >= sum(s <= 3600 for s in reposts)


def test_too_few_to_learn_from():
    with pytest.raises(ForecastError, match="at least 20"):
        Size().fit(cascades(3, 1))
