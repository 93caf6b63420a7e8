"""Names for groups of posts: the words that set each apart from all others, as people write them.

Class-based TF-IDF (Grootendorst 2022, BERTopic, section 3.3) over posts, not over occurrences, so that one
post that repeats itself does not name its group.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import Final

from sturmwarte.core.understand.talk.terms import Term

MOST_TERMS: Final = 8
FEWEST_WORDS, MOST_WORDS = 2, 4
TELLING: Final = 0.35
"""A word belongs in the name when it tells this share of what the best tells."""
USUAL: Final = 0.04
"""Of how many of a group's posts a word must stand in to name it, or in three."""


def telling(
    group: Sequence[Sequence[Term]], everywhere: Mapping[str, int], total: int
) -> list[tuple[str, float]]:
    """(stem, how telling), best first, none a part or a longer form of one before it. Of equals, as in exact
    copies, the longest: it says most.

    `everywhere`: in how many of all `total` posts each stem stands.
    """
    here = Counter(stem for post in group for stem in {term.stem for term in post})
    least = max(3, USUAL * len(group))
    scores = {
        stem: count / len(group) * log(1 + total / everywhere[stem])
        for stem, count in here.items()
        if count >= least
    }
    found: list[tuple[str, float]] = []
    for stem in sorted(scores, key=lambda stem: (-scores[stem], -len(stem), stem)):
        if not any(stem in other or other in stem for other, _ in found):
            found.append((stem, scores[stem]))
        if len(found) == MOST_TERMS:
            break
    return found


def named(found: Sequence[tuple[str, float]], forms: Mapping[str, str]) -> str:
    """Two to four words; fewer only when the posts share no more."""
    chosen = [stem for stem, score in found[:MOST_WORDS] if score >= TELLING * found[0][1]]
    if len(chosen) < FEWEST_WORDS:
        chosen = [stem for stem, _ in found[:FEWEST_WORDS]]
    return ", ".join(forms[stem] for stem in chosen)


def written(posts: Iterable[Sequence[Term]]) -> dict[str, str]:
    """The most usual written form of each stem. Of equals the one with a small letter, then the shorter:
    capitals at a sentence's beginning or in shouting are none of the word's own."""
    counts: dict[str, Counter[str]] = {}
    for post in posts:
        for term in post:
            counts.setdefault(term.stem, Counter())[term.written] += 1
    return {
        stem: min(forms, key=lambda form: (-forms[form], form.isupper(), len(form), form))
        for stem, forms in counts.items()
    }
