"""When two texts are copies of each other: exact measures on words, no estimate.

Measured on six collections of German and English posts against copies of which each word was replaced,
dropped, swapped or followed by another with a chance of 15 %: sets of words part copies from strangers better
than shingles of characters or word pairs (their 2 % quantile among copies is 0.60-0.69 where the 99.99 %
quantile among strangers is 0.2-0.4), and are the cheapest. Their false pairs share many small words, so
letters must agree too, and stock phrases in another order, so pairs of neighbours must. What is left are
commonplaces ("our thoughts are with ..."), which are copies to any eye.
"""

from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Final, NamedTuple

from sturmwarte.core.understand.campaign.words import Words

FEWEST: Final = 6
"""Different words a text needs to be compared. Of fewer, one changed word makes another sentence."""
ALIKE: Final = 0.5
"""Least Jaccard index of the words, and of the words weighed by their letters."""
IN_ORDER: Final = 0.3
"""Least Jaccard index of the words together with their pairs of neighbours, for short texts."""
LONG: Final = 30
"""Different words of two texts together from which on their order is not asked: nobody shares half of so many
by chance."""
AKIN: Final = 0.35
"""Least likeness to the first text of a campaign: stops a chain of small steps from ending anywhere. Two
copies with 15 % of edits each are at 0.47 or more (98 of 100)."""


class Measured(NamedTuple):
    """A text prepared for comparing with many others."""

    words: Words
    different: frozenset[str]
    letters: int


def measured(words: Words) -> Measured:
    different = frozenset(words)
    return Measured(words, different, letters(different))


def letters(different: AbstractSet[str]) -> int:
    return len("".join(different))


def likeness(one: Measured, words: Words, count: int) -> float:
    """The Jaccard index of the words; `count` is how many different ones `words` has."""
    shared = len(one.different.intersection(words))
    return shared / (len(one.different) + count - shared)


def copied(one: Measured, words: Words, count: int, letters_: int) -> float | None:
    """Their likeness when they are copies, else None. The cheap measures come first: most end there."""
    ours = len(one.different)
    if ours < ALIKE * count or count < ALIKE * ours:
        return None
    shared = one.different.intersection(words)
    alike = len(shared) / (ours + count - len(shared))
    if alike < ALIKE:
        return None
    common = letters(shared)
    if common < ALIKE * (one.letters + letters_ - common):
        return None
    if ours + count < LONG and _in_order(one, words, len(shared), count) < IN_ORDER:
        return None
    return alike


def _in_order(one: Measured, words: Words, shared: int, count: int) -> float:
    ours, theirs = set(pairwise(one.words)), set(pairwise(words))
    common = shared + len(ours & theirs)
    return common / (len(one.different) + count + len(ours) + len(theirs) - common)
