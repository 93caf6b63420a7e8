import doctest

import pytest

from sturmwarte.core.understand import agreement as module
from sturmwarte.core.understand.agreement import agreement, overlap

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C: four observers, twelve units,
# some not seen by all. Nominal alpha is 0.743.
FOUR = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def test_the_textbook_example():
    units = [[v for v in unit if v != "."] for unit in zip(*map(str.split, FOUR), strict=True)]
    found = agreement(units)
    assert found.alpha == pytest.approx(0.743, abs=0.0005)
    assert found.posts == 11


def test_two_observers_of_two_values():
    # The same paper, example A: ten units, 0.095.
    one, other = "0100000000", "1110010010"
    found = agreement(list(zip(one, other, strict=True)))
    assert found.alpha == pytest.approx(0.095, abs=0.0005)
    assert found.same == 0.6


def test_sets_that_share_a_label_half_agree():
    both, first = frozenset({"a", "b"}), frozenset({"a"})
    assert overlap(both, first) == 0.5
    assert overlap(frozenset(), frozenset()) == 0
    assert agreement([[both, first], [first, first]], overlap).alpha < 1


def test_without_two_people_or_two_labels_there_is_no_figure():
    assert agreement([["a"], ["b"]]) is None
    assert agreement([["a", "a"], ["a", "a"]]).alpha is None


def test_the_example_in_the_text():
    assert doctest.testmod(module).failed == 0
