"""A campaign's name: the words that set it apart, as they were written.

Class-based TF-IDF (Grootendorst 2022, BERTopic, section 3.3): how usual a word is within the campaign against
how usual in all other texts of the window.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

from sturmwarte.core.understand.campaign.words import Words, words

MOST_TEXTS = 200
LEAST_LETTERS = 3
FEWEST_WORDS, MOST_WORDS = 2, 5
TELLING = 0.5
"""A word belongs in the name when it tells half as much as the best."""

_EDGES = re.compile(r"^[^\w#]+|\W+$")


def name(
    written: str, texts: Sequence[Words], frequencies: Mapping[str, int], total: int, nothing: frozenset[str]
) -> str:
    """Two to five words in the order in which `written`, one of its posts, has them.

    `frequencies`: in how many of all `total` texts each word stands, the campaign's own included.
    """
    forms = _forms(written)
    usual = Counter(word for text in texts[:MOST_TEXTS] for word in set(text))
    of, rest = min(len(texts), MOST_TEXTS), max(total - len(texts), 1)

    def telling(word: str) -> float:
        elsewhere = max(frequencies.get(word, 0) - usual[word] * len(texts) / of, 0)
        return usual[word] / of * log(1 + rest / (1 + elsewhere)) * sqrt(min(len(word), 8))

    able = [word for word in forms if len(word) >= LEAST_LETTERS and word not in nothing]
    best = sorted(able, key=lambda word: (-telling(word), word))[:MOST_WORDS]
    chosen = [word for word in best if telling(word) >= TELLING * telling(best[0])] if best else []
    if len(chosen) < FEWEST_WORDS:
        chosen = best[:FEWEST_WORDS]
    shown = dict.fromkeys(form for word, form in forms.items() if word in chosen)
    return " ".join(shown) or " ".join(list(dict.fromkeys(forms.values()))[:FEWEST_WORDS])


def _forms(written: str) -> dict[str, str]:
    """Each folded word with the form it first has, joined words whole (`Bahn-Chef` for both of its parts)."""
    forms: dict[str, str] = {}
    for chunk in written.split():
        form = _EDGES.sub("", chunk)[:60]
        for word in words(form):
            if not word.isdigit():
                forms.setdefault(word, form)
    return forms
