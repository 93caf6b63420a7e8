"""Phrases with wildcards and gaps, as lists hold them. They are found in posts by `finding`.

A phrase is words parted by blanks: `*` stands for any letters inside a word (compounds, endings), `..` for
up to four words in between. Words are normalised exactly as posts are.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from sturmwarte.core.query.folding import STAR, exact, fold, plain
from sturmwarte.core.query.tokens import chunk_terms

GAP = ".."
LONGEST_GAP = 4
REMEMBERED_TERMS = 100_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Phrase(Generic[T]):
    """`words` are terms or patterns with `*`, None for a gap; `means` is what the owner attached."""

    text: str
    words: tuple[str | None, ...]
    means: T


def phrase_words(text: str) -> tuple[str | None, ...]:
    """`kein* netz .. stunden` -> ("kein*", "netz", None, "stunden"). Gaps at either end mean nothing."""
    words = [None if word == GAP else _term(word) for word in text.split()]
    while words and words[-1] is None:
        words.pop()
    while words and words[0] is None:
        del words[0]
    return tuple(word for word in words if word != "")


def _term(word: str) -> str:
    """The term a post has for this word: the joined one where a hyphen makes several."""
    if "*" in word:
        return (
            fold(exact(plain(word.replace("*", STAR)))).replace(STAR, "*").replace("'", "").replace("-", "")
        )
    width, atoms = chunk_terms(word)
    return next((atom.term for atom in atoms if atom.start == 0 and atom.end == width - 1), "")
