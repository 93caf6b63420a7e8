"""The share of answers on time, held against a queue simulated event by event."""

from itertools import pairwise

import numpy as np
import pytest

from sturmwarte.core.foresee.staffing.people import Load
from sturmwarte.core.foresee.staffing.queue import on_time
from tests.foresee.staffing.simulation import on_time as simulated

WAVE = [10.0, 20, 40, 60, 40, 20, 10, 5]


@pytest.mark.parametrize(
    ("arrivals", "people", "deadline_h", "patience_h", "backlog", "runs"),
    [
        ([2.0] * 8, [1] * 8, 1.0, 24.0, 0, 150),
        ([20.0] * 8, [3] * 8, 0.5, 24.0, 0, 60),
        (WAVE, [4, 5, 6, 8, 8, 8, 6, 4], 1.0, 24.0, 10, 50),
        (WAVE, [4, 5, 6, 8, 8, 8, 6, 4], 2.0, 4.0, 10, 50),
        ([10 * each for each in WAVE], [40, 50, 60, 80, 80, 80, 60, 40], 1.0, 24.0, 100, 12),
        ([60.0, 80, 80, 60, 20, 20, 20, 20], [14, 14, 14, 16, 16, 10, 8, 8], 1.0, 1000.0, 10, 120),
    ],
)
def test_agrees_with_the_simulation(arrivals, people, deadline_h, patience_h, backlog, runs):
    load = Load(np.array(arrivals), np.full(8, 0.5), 6.0, deadline_h, patience_h, backlog)
    people = np.array(people)
    away = on_time(load, people) - simulated(load, people, runs)
    assert np.abs(away).max() < 0.1
    assert abs(away.mean()) < 0.025


def test_exact_chain_and_flow_agree(monkeypatch):
    load = Load(np.array([30.0, 40, 30, 20, 20, 20]), np.full(6, 0.5), 6.0, 1.0, 24.0, 5.0)
    people = np.array([8, 10, 11, 9, 8, 7])
    exact = on_time(load, people)
    monkeypatch.setattr("sturmwarte.core.foresee.staffing.queue._EXACT_UP_TO", 0)
    assert np.abs(on_time(load, people) - exact).max() < 0.05


def test_more_people_never_make_it_later():
    load = Load(np.array(WAVE), np.full(8, 0.5), 6.0, 1.0, 24.0, 10.0)
    shares = [on_time(load, np.full(8, people)) for people in range(1, 14)]
    assert all((after >= before - 1e-9).all() for before, after in pairwise(shares))
    assert shares[0][-1] < 0.05
    assert shares[-1].min() > 0.99


def test_nobody_there_answers_nothing():
    load = Load(np.array([4.0, 4.0]), np.full(2, 0.5), 6.0, 1.0)
    assert on_time(load, np.array([0, 0])).max() < 1e-9
