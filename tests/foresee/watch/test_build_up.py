"""The build-up view: chance alarms as promised, hours of a rise and a fall seen, each series judged alone."""

import numpy as np
import pytest

from sturmwarte.core.foresee.views.build_up import BuildUp

DAY = 288
FIRST = 5_800_032
"""A bin that begins six hours."""


def fed(
    view: BuildUp, posts: np.ndarray, mean: np.ndarray, varies: float = 0.0, start: int = FIRST
) -> np.ndarray:
    """`posts` and `mean` [bins, series] -> per_month [bins, series]; nan posts were not heard."""
    found = []
    for i, (n, usual) in enumerate(zip(posts, mean, strict=True)):
        judged = view.step((start + i) * 5, np.nan_to_num(n), ~np.isnan(n), usual, 1 + varies * usual)
        found.append(judged.per_month)
    return np.array(found)


def episodes(per_month: np.ndarray, at_most: float, quiet: int = 72) -> int:
    count, silent = 0, -1
    for row in np.flatnonzero(per_month <= at_most):
        if row > silent:
            count, silent = count + 1, row + quiet
    return count


def test_chance_alarms_are_as_rare_as_promised() -> None:
    rng, days, warm = np.random.default_rng(4), 6, 2
    rates = np.tile([0.05, 1.0, 20.0], 40)
    mean = rates * (1 + 0.7 * np.sin(np.arange(days * DAY) / DAY * 2 * np.pi))[:, None]
    gamma = np.repeat(rng.gamma(4.0, 0.25, (days * DAY // 6, 60)), 6, axis=0)
    posts = rng.poisson(np.concatenate([mean[:, :60], mean[:, 60:] * gamma], axis=1)).astype(float)
    per_month = fed(BuildUp(120), posts, mean, 0.1)[warm * DAY :]
    months = (days - warm) / 30
    for part in (per_month[:, :60], per_month[:, 60:]):
        for promised in (4.0, 16.0):
            got = np.mean([episodes(series, promised) for series in part.T]) / months
            assert 0.1 * promised < got < 2.5 * promised


def test_a_sixfold_hour_or_two_is_seen() -> None:
    rng = np.random.default_rng(1)
    rates = np.repeat([0.05, 3.0, 80.0], 20)
    mean = np.tile(rates, (3 * DAY, 1))
    posts = rng.poisson(mean).astype(float)
    posts[-36:] += rng.poisson(np.maximum(rates, 0.2) * 5, (36, 60))
    per_month = fed(BuildUp(60), posts, mean)
    for part, minutes in ((slice(0, 20), 120), (slice(20, 40), 60), (slice(40, 60), 45)):
        seen = (per_month[-36 : -36 + minutes // 5, part] <= 1).any(axis=0)
        assert seen.mean() >= 0.9
    assert (per_month[-72:-36] > 0.2).all()


def test_a_rise_that_lasts_hours_counts_more_than_one_full_bin() -> None:
    mean = np.full((DAY, 2), 5.0)
    posts = np.full((DAY, 2), 5.0)
    posts[-24:, 0] += 10
    posts[-1, 1] += 240
    lasting, burst = fed(BuildUp(2), posts, mean)[-1]
    assert lasting < burst


def test_silence_is_a_fall_only_where_posts_were_usual() -> None:
    view = BuildUp(2)
    mean = np.tile([8.0, 0.05], (DAY, 1))
    posts = mean.copy()
    posts[-24:] = 0
    fed(view, posts[:-1], mean[:-1])
    judged = view.step((FIRST + DAY - 1) * 5, posts[-1], np.array([True, True]), mean[-1], np.ones(2))
    assert judged.per_month[0] < 0.1
    assert judged.direction[0] == -1
    assert judged.per_month[1] > 10
    bins, usual = view.windows(np.array([0]))
    assert (int(bins[0]), float(usual[0])) == (24, pytest.approx(24 * 8, rel=1e-3))


def test_what_was_not_heard_is_not_judged_and_no_fall() -> None:
    mean = np.full((DAY, 1), 10.0)
    posts = mean.copy()
    posts[-40:] = np.nan
    per_month = fed(BuildUp(1), posts, mean)[:, 0]
    assert np.isinf(per_month[-40:]).all()
    posts[-40:] = 10.0
    posts[-30:-5] = np.nan
    assert (fed(BuildUp(1), posts, mean)[-5:, 0] > 4).all()


def test_each_series_is_judged_alone_and_goes_on_after_a_stop() -> None:
    rng = np.random.default_rng(7)
    mean = np.tile([0.2, 4.0, 300.0], (DAY, 1))
    posts = rng.poisson(mean).astype(float)
    posts[rng.random(posts.shape) < 0.02] = np.nan
    together = fed(BuildUp(3), posts, mean)
    for i in range(3):
        np.testing.assert_array_equal(fed(BuildUp(1), posts[:, [i]], mean[:, [i]])[:, 0], together[:, i])
    first, again = BuildUp(3), BuildUp()
    fed(first, posts[:151], mean[:151])
    again.restore(first.state())
    again.keep(np.array([2, 0]))
    rest = fed(again, posts[151:][:, [2, 0]], mean[151:][:, [2, 0]], start=FIRST + 151)
    np.testing.assert_array_equal(rest, together[151:][:, [2, 0]])


def test_every_answer_is_finite_or_says_not_judged() -> None:
    view = BuildUp(4)
    mean = np.array([0.0, 1e-9, 1e6, np.nan])
    for i in range(100):
        judged = view.step((FIRST + i) * 5, np.array([0, 9e9, 0, 1.0]), np.ones(4, bool), mean, np.ones(4))
        assert np.isfinite(judged.score).all()
        assert not np.isnan(judged.per_month).any()
        assert (judged.per_month[:3] >= 0).all()
        assert np.isinf(judged.per_month[3])
