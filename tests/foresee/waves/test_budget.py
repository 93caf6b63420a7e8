"""Budgets: shared among series, and moved by what people say until the promise holds."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.foresee.budget import Judged, allowance, limit, usual_siblings
from sturmwarte.core.foresee.signal import SeriesKey

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
MONTH = timedelta(days=30)


@given(
    budget=st.floats(0.1, 50),
    channels=st.integers(0, 40),
    sentiments=st.integers(0, 3),
    kinds=st.integers(0, 60),
)
def test_all_series_of_a_topic_together_keep_its_budget(budget, channels, sentiments, kinds):
    numbers = {"all": 1, "channel": channels, "sentiment": sentiments, "kind": kinds}
    total = sum(
        limit(budget, SeriesKey("brand", by, str(place)), view, numbers)
        for by, count in numbers.items()
        for place in range(count)
        for view in ("spike", "build_up")
    )
    assert 0 < total <= budget * 1.0001


def test_without_word_of_siblings_the_whole_budget_is_shared():
    total = sum(
        2 * count * limit(3.0, SeriesKey("brand", by), "spike")
        for by, count in usual_siblings("brand").items()
    )
    assert total == pytest.approx(3.0)


def live(seed, months, budget, off, judged=1.0, real_a_month=0.5):
    """A station whose calibration is wrong: `off` times the false alarms of its limit, set anew each week.
    False alarms a month, week by week, and the last allowance."""
    rng, waves, wrong = np.random.default_rng(seed), [], []
    for week in range(int(months * MONTH / timedelta(days=7))):
        now = BEGIN + week * timedelta(days=7)
        given = allowance(budget, waves, BEGIN, now)
        share = timedelta(days=7) / MONTH
        count = rng.poisson(off * given.limit * share)
        wrong.append(count / share)
        at = now + timedelta(days=1)
        waves += [Judged(at, False if rng.random() < judged else None) for _ in range(count)]
        waves += [Judged(at, True) for _ in range(rng.poisson(real_a_month * share))]
    return np.array(wrong), given


@pytest.mark.parametrize(("off", "judged"), [(5.0, 1.0), (12.0, 1.0), (5.0, 0.6), (1.0, 1.0), (0.7, 1.0)])
def test_the_observed_rate_comes_to_the_budget(off, judged):
    late = [live(seed, 15, 2.0, off, judged)[0][-26:].mean() for seed in range(12)]
    assert np.mean(late) == pytest.approx(2.0, rel=0.45)
    assert live(0, 15, 2.0, off, judged)[0][:4].mean() > 0.6 * off or off < 2


def test_where_calibration_holds_little_moves():
    factors = [live(seed, 12, 2.0, 1.0)[1].factor for seed in range(12)]
    assert 0.75 < np.median(factors) < 1.3


def test_quiet_months_do_not_open_the_door():
    assert allowance(2.0, [], BEGIN, BEGIN + 24 * MONTH).factor <= 2.0
    assert live(3, 12, 2.0, 0.0)[1].limit <= 4.0


def test_nobody_said_anything_so_nothing_moves():
    waves = [Judged(BEGIN + n * timedelta(days=3), None) for n in range(20)]
    given = allowance(2.0, waves, BEGIN, BEGIN + 2 * MONTH)
    assert given.limit == 2.0
    assert given.why[0].key == "foresee.budget.unjudged"


def test_it_says_why():
    waves = [Judged(BEGIN + n * timedelta(days=2), False) for n in range(30)]
    given = allowance(2.0, waves, BEGIN, BEGIN + 2 * MONTH)
    assert given.why[0].key == "foresee.budget.stricter"
    assert given.why[0].args["wrong"] == given.wrong == 30
    assert given.limit == pytest.approx(given.budget * given.factor)
    assert given.factor < 0.5


def test_the_order_of_judgements_does_not_matter():
    waves = [Judged(BEGIN + n * timedelta(days=2), n % 3 == 0) for n in range(30)]
    one, other = (allowance(2.0, some, BEGIN, BEGIN + 3 * MONTH) for some in (waves, waves[::-1]))
    assert one == other
