"""The terms that set a wave apart from its topic's usual talk.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, "Fightin' Words", eq. 16-22),
over posts instead of occurrences: one post that repeats itself names nothing.
"""

from collections import Counter
from collections.abc import Sequence
from math import log, log2, sqrt
from typing import Final

from sturmwarte.core.foresee.story.told import Told
from sturmwarte.core.foresee.story.words import Word, words
from sturmwarte.core.foresee.wave import Term

MOST: Final = 10
_LEAST_POSTS: Final = 3
_LEAST_SHARE: Final = 0.02
_SURE: Final = 1.96
_PRIOR: Final = 50.0
"""How many posts' worth the usual talk weighs: the smaller the wave, the more it must stand out."""
_COVERS: Final = 0.6
"""A phrase that stands in this share of a word's posts speaks for the word too."""


class Counted:
    """In how many posts each term stands, and how it is written.

    `weighed` counts equal texts once and a little for every doubling, so that a text copied a hundred times
    does not drown what hundred people say in their own words.
    """

    def __init__(self, posts: Sequence[Told], nothing: frozenset[str]) -> None:
        self.posts: Counter[tuple[str, ...]] = Counter()
        self.weighed: Counter[tuple[str, ...]] = Counter()
        self.forms: dict[tuple[str, ...], Counter[str]] = {}
        self.size, self.weight = len(posts), 0.0
        for text, times in Counter(post.text for post in posts).items():
            self._add(words(text, nothing), times)

    def _add(self, found: Sequence[Word], times: int) -> None:
        weight = 1.0 + log2(times)
        self.weight += weight
        for stems, written in dict(found).items():
            self.posts[stems] += times
            self.weighed[stems] += weight  # type: ignore[assignment]  # a Counter of fractions
            self.forms.setdefault(stems, Counter())[written] += 1

    def written(self, stems: tuple[str, ...]) -> str:
        """As most write it; of equals with a small letter, then the shorter."""
        forms = self.forms[stems]
        return min(forms, key=lambda form: (-forms[form], form.isupper(), len(form), form))


def distinctive(wave: Counted, before: Counted) -> tuple[Term, ...]:
    """The terms that tell most, best first. Without posts before, the most frequent; `times` is then 0."""
    least = max(_LEAST_POSTS, _LEAST_SHARE * wave.size)
    scores = {
        stems: _score(wave.weighed[stems], wave.weight, before.weighed[stems], before.weight)
        * len(stems) ** 0.5
        for stems, count in wave.posts.items()
        if count >= least
    }
    best = sorted(
        (stems for stems, score in scores.items() if score > _SURE),
        key=lambda stems: (-scores[stems], stems),
    )
    chosen: list[tuple[str, ...]] = []
    for stems in best:
        if len(chosen) == MOST:
            break
        if not any(_said_by(stems, other, wave) for other in chosen):
            chosen = [other for other in chosen if not _said_by(other, stems, wave)]
            chosen.append(stems)
    return tuple(
        Term(wave.written(stems), wave.posts[stems], _times(stems, wave, before)) for stems in chosen
    )


def _score(here: float, total: float, there: float, total_there: float) -> float:
    """How many standard deviations the odds of a term lie above the usual ones."""
    if total_there <= 0:
        return here / sqrt(total)
    alpha = _PRIOR * (here + there) / (total + total_there)
    ours, theirs = here + alpha, there + alpha
    left, right = total + _PRIOR - ours, total_there + _PRIOR - theirs
    if left <= 0 or right <= 0:
        return 0.0
    return (log(ours / left) - log(theirs / right)) / sqrt(1 / ours + 1 / theirs)


def _said_by(one: tuple[str, ...], other: tuple[str, ...], wave: Counted) -> bool:
    """`other` says what `one` says: a part of it that hardly ever stands alone, or a longer form of it."""
    if len(one) < len(other) and _within(one, other):
        return wave.posts[other] >= _COVERS * wave.posts[one]
    if len(one) > len(other) and _within(other, one):
        return wave.posts[one] < _COVERS * wave.posts[other]
    if len(one) == len(other) > 1:  # "a b" and "b c" of one longer saying
        shared = set(one) & set(other)
        return bool(shared) and wave.posts[one] <= wave.posts[other] * 1.1 and len(shared) >= len(one) - 1
    return False


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return any(long[place : place + len(short)] == short for place in range(len(long) - len(short) + 1))


def _times(stems: tuple[str, ...], wave: Counted, before: Counted) -> float:
    """How many times as frequent as before; half a post is granted to what never stood there."""
    if not before.size:
        return 0.0
    usual = (before.posts[stems] + 0.5) / (before.size + 1)
    return round(wave.posts[stems] / wave.size / usual, 1)
