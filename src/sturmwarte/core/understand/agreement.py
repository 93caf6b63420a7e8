"""How far people agree who labelled the same posts.

Krippendorff's alpha (Content Analysis, 2004, ch. 11): 1 is perfect, 0 what chance alone would bring, below 0
worse than that. Posts need not have been seen by the same people, nor by equally many. Beside it the plain
share of pairs that agree, which says nothing about chance.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations
from typing import TypeVar

import msgspec

Value = TypeVar("Value", bound=Hashable)
Distance = Callable[[Value, Value], float]


class Agreement(msgspec.Struct, frozen=True):
    """`alpha` is None where it is not defined: nobody used a second label. `posts` were labelled by several
    people, in `pairs` pairs of whom the share `same` agrees."""

    posts: int
    pairs: int
    same: float
    alpha: float | None


def nominal(one: object, other: object) -> float:
    """Labels are the same or not."""
    return float(one != other)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Of sets of labels: 1 - Jaccard's index, so that half a match counts as half."""
    return 1 - len(one & other) / len(one | other) if one or other else 0.0


def agreement(units: Iterable[Sequence[Value]], distance: Distance[Value] = nominal) -> Agreement | None:
    """`units` holds for each post the labels of different people. None when no post has two.

    >>> agreement([["a", "a"], ["b", "b"], ["a", "b"]]).same
    0.6667
    """
    several = [unit for unit in units if len(unit) > 1]
    if not several:
        return None
    alike = pairs = 0
    observed = 0.0
    used: Counter[Value] = Counter()
    for unit in several:
        apart = [distance(a, b) for a, b in combinations(unit, 2)]
        pairs += len(apart)
        alike += sum(d == 0 for d in apart)
        # Each pair counts twice and a post as much as it has labels: the coincidences of ch. 11.3.
        observed += 2 * sum(apart) / (len(unit) - 1)
        used.update(unit)
    return Agreement(len(several), pairs, round(alike / pairs, 4), _alpha(observed, used, distance))


def _alpha(observed: float, used: Counter[Value], distance: Distance[Value]) -> float | None:
    whole = used.total()
    expected = 2 * sum(used[a] * used[b] * distance(a, b) for a, b in combinations(used, 2)) / (whole - 1)
    return round(1 - observed / expected, 4) if expected else None
