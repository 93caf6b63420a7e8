"""One recorded series, as `sturmwarte waves --scores` reads it."""

import doctest
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.foresee import detect
from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.detect import Scorer, scores

BEGAN = np.datetime64("2026-03-02T00:02:53", "s")
PLAIN = Calendar("UTC", "")


def times(n: int, step_min: int = 5) -> np.ndarray:
    return BEGAN + np.arange(n) * np.timedelta64(step_min * 60, "s")


def counts(n: int, mean: float = 6.0, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, n).astype(float)


def test_the_example_in_the_docstring_runs() -> None:
    assert doctest.testmod(detect).failed == 0


@pytest.mark.parametrize("step_min", [1, 60, 1440])
def test_a_storm_outranks_all_before_it_whatever_the_step(step_min: int) -> None:
    n = {1: 2000, 60: 200, 1440: 60}[step_min]
    values = counts(n)
    values[-8:] *= 15
    found = scores(times(n, step_min), values, PLAIN)
    assert found[-8:].max() > found[:-8].max()
    assert found[-8:].max() > 0.5


def test_scores_rest_on_the_past_alone_and_are_the_same_again() -> None:
    values = counts(800)
    values[600:620] *= 9
    values[300:306] = np.nan
    whole = scores(times(800), values, PLAIN)
    for length in (1, 605):
        assert np.array_equal(scores(times(length), values[:length], PLAIN), whole[:length])


def test_what_lasts_is_said_once_and_anew_only_when_it_grows() -> None:
    values = counts(700)
    values[600:] *= 8
    said = np.flatnonzero(scores(times(700), values, PLAIN)[600:] > 0.4)
    assert 1 <= len(said) < 10
    assert said[0] < 6


def test_two_hours_of_silence_where_many_write_is_seen_and_a_gap_is_not() -> None:
    values = counts(800, mean=40.0)
    silent = values.copy()
    silent[700:724] = 0
    gap = values.copy()
    gap[700:724] = np.nan
    assert scores(times(800), silent, PLAIN)[700:724].max() == pytest.approx(detect.as_score(np.array(10.0)))
    assert scores(times(800), gap, PLAIN)[700:730].max() < 0.3


def test_rows_of_one_minute_are_one_step() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    whole, parts = Scorer(PLAIN), Scorer(PLAIN)
    for i, n in enumerate([*counts(400), 90.0]):
        one = whole.take(at + timedelta(minutes=5 * i), n)
        first = parts.take(at + timedelta(minutes=5 * i), n // 2)
        both = parts.take(at + timedelta(minutes=5 * i, seconds=20), n - n // 2)
    assert one > 0.4
    assert max(first, both) == pytest.approx(one, abs=0.05)


def test_a_row_from_before_is_not_judged() -> None:
    scorer, at = Scorer(PLAIN), datetime(2026, 3, 2, tzinfo=UTC)
    scorer.take(at, 5.0)
    assert scorer.take(at - timedelta(hours=1), 5000.0) == 0.0


def test_nothing_and_always_the_same_are_no_alarm() -> None:
    assert len(scores([], [])) == 0
    for value in (0.0, 7.0, np.nan):
        assert scores(times(500), np.full(500, value), PLAIN).max() < 0.4


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 200_000),
            st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.integers(0, 50).map(float)),
        ),
        max_size=20,
    )
)
def test_any_rows_get_a_score(rows: list[tuple[int, float]]) -> None:
    at = BEGAN + np.cumsum([0, *(gap for gap, _ in rows)])[: len(rows)].astype("timedelta64[s]")
    found = scores(at, [value for _, value in rows], PLAIN)
    assert len(found) == len(rows)
    assert np.all((found >= 0) & (found <= 1))
