"""Opinions put together: sure voters count more, silent ones not at all, weights are learned from labels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.understand.dimensions import DIMENSIONS, Dimension
from sturmwarte.core.understand.pool import Weights, fit, losses, pooled
from sturmwarte.core.understand.votes import Votes, silent

MOOD = DIMENSIONS["sentiment"]
HURT = DIMENSIONS["offensive"]


def votes(voter: str, rows: list[list[float]]) -> Votes:
    return Votes(voter, np.array(rows, dtype=float), silent)


def test_two_who_agree_are_surer_than_one():
    one = votes("tone", [[0.7, 0.2, 0.1]])
    two = votes("seeds", [[0.7, 0.2, 0.1]])
    alone = pooled(MOOD, [one], Weights({"tone": 1.0}))
    both = pooled(MOOD, [one, two], Weights({"tone": 1.0, "seeds": 1.0}))
    assert alone[0] == pytest.approx([0.7, 0.2, 0.1])
    assert both[0, 0] > 0.9


def test_who_has_nothing_to_say_changes_nothing():
    told = votes("tone", [[0.7, 0.2, 0.1]])
    silence = votes("folder", [[np.nan] * 3])
    weights = Weights({"tone": 1.0, "folder": 2.0})
    assert pooled(MOOD, [told, silence], weights) == pytest.approx(pooled(MOOD, [told], weights))


def test_a_voter_without_weight_is_not_asked():
    assert pooled(HURT, [votes("tone", [[0.9]])], Weights({"seeds": 1.0}))[0, 0] == pytest.approx(0.5)


def test_weights_follow_the_labels():
    """One voter knows, the other tosses a coin: the labels tell which."""
    rng = np.random.default_rng(3)
    truth = (rng.random((400, 1)) < 0.3).astype(float)
    knows = votes("seeds", list(np.clip(truth * 0.8 + 0.1, 0, 1)))
    guesses = votes("tone", list(rng.random((400, 1))))
    start = Weights({"seeds": 0.5, "tone": 0.5})
    found = fit(HURT, [knows, guesses], truth, start)
    assert found.voters["seeds"] > 1
    assert found.voters["tone"] < 0.2
    before = losses(pooled(HURT, [knows, guesses], start), truth, True).mean()
    assert losses(pooled(HURT, [knows, guesses], found), truth, True).mean() < before


def test_few_labels_stay_near_the_start():
    start = Weights({"seeds": 0.7}, {"yes": -1.0})
    found = fit(HURT, [votes("seeds", [[0.9]])], np.array([[0.0]]), start)
    assert found.voters["seeds"] == pytest.approx(0.7, abs=0.6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=5), st.floats(0, 3))
def test_probabilities_stay_probabilities(rows, weight):
    p = pooled(MOOD, [votes("tone", rows)], Weights({"tone": weight}))
    assert np.allclose(p.sum(axis=1), 1)
    assert ((p >= 0) & (p <= 1)).all()
    kinds = Dimension("kinds", ("a", "b", "c"), many=True)
    q = pooled(kinds, [votes("words", rows)], Weights({"words": weight}))
    assert ((q >= 0) & (q <= 1)).all()
