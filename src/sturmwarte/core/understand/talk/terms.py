"""The terms of a post: stems for comparing, and the words as they were written for naming."""

import re
from typing import Final, NamedTuple

from sturmwarte.core.query.folding import fold, plain

MOST_CHARACTERS: Final = 1_000
"""What a post is about stands at its beginning; an article's end is the paper's own furniture."""
LEAST_LETTERS, LONGEST = 3, 40

_AWAY: Final = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@\w[\w.]*|&\w{2,5};", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDINGS: Final = {"en": 4, "er": 4, "es": 4, "em": 4, "ed": 4, "ing": 4, "s": 3, "e": 3, "n": 4}
"""And how many letters must be left without them."""
_TO_SINGULAR: Final = str.maketrans("äöüÄÖÜ", "aouAOU")


class Term(NamedTuple):
    stem: str
    written: str


def terms(text: str, nothing: frozenset[str]) -> list[Term]:
    """The terms in order, without stems in `nothing`. Joined words stay whole: `Bahn-Chef`, `Zugausfall`; but
    their stem is without a part that says nothing, so that `Nordbahn-Streik` and `Streik` are one term."""
    kept = plain(_AWAY.sub(" ", text[:MOST_CHARACTERS]))
    found = (
        Term(_telling_part(word, nothing), word)
        for word in _WORD.findall(kept)
        if LEAST_LETTERS <= len(word) <= LONGEST
    )
    return [term for term in found if len(term.stem) >= LEAST_LETTERS and term.stem not in nothing]


def _telling_part(word: str, nothing: frozenset[str]) -> str:
    if "-" not in word:
        return stem(word)
    parts = [part for part in word.split("-") if stem(part) not in nothing]
    return stem("".join(parts))


def stems(text: str) -> set[str]:
    """Of all words of a list, short ones too, with parts of joined ones: `can't` also as `can`."""
    found = {stem(word) for word in _WORD.findall(plain(text))}
    return found | {stem(part) for word in text.split() for part in re.split("['’-]", plain(word)) if part}


def stem(word: str) -> str:
    """The folded word without umlauts and one German or English ending (`Züge` -> `zug`): rough, for bringing
    forms together, never shown."""
    word = fold(plain(word).translate(_TO_SINGULAR)).replace("-", "").replace("'", "")
    for ending, left in _ENDINGS.items():
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return word[: -len(ending)]
    return word
