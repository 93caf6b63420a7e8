"""Phrases with wildcards and gaps, found in a post's terms.

A phrase is words parted by blanks: `*` stands for any letters inside a word (compounds, endings), `..` for
up to four words in between. Words are normalised exactly as posts are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from sturmwarte.core.query.document import Token
from sturmwarte.core.query.folding import STAR, exact, fold, plain
from sturmwarte.core.query.patterns import glob
from sturmwarte.core.query.tokens import chunk_terms
from sturmwarte.core.understand.wildcards import Wildcards

GAP = ".."
LONGEST_GAP = 4
LONGEST_TERM = 60
"""Longer terms are noise; no listed word is meant by one."""
REMEMBERED_TERMS = 100_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Phrase(Generic[T]):
    """`words` are terms or patterns with `*`, None for a gap; `means` is what the owner attached."""

    text: str
    words: tuple[str | None, ...]
    means: T


Places = dict[int, list[Token]]


class Hit(NamedTuple, Generic[T]):
    """A phrase found at the word positions `start`..`end` (inclusive, from 0), and the words as written."""

    phrase: Phrase[T]
    start: int
    end: int
    found: str


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


class _Candidates(Generic[T]):
    """The phrases that begin with one term, by what must come next: nothing, a given word, anything else."""

    __slots__ = ("following", "others", "single")

    def __init__(self, phrases: Iterable[Phrase[T]]) -> None:
        self.single: list[Phrase[T]] = []
        self.following: dict[str, list[Phrase[T]]] = {}
        self.others: list[Phrase[T]] = []
        for phrase in phrases:
            second = phrase.words[1] if len(phrase.words) > 1 else ""
            if second == "":
                self.single.append(phrase)
            elif second is None or "*" in second:
                self.others.append(phrase)
            else:
                self.following.setdefault(second, []).append(phrase)


class Finder(Generic[T]):
    """Finds many phrases at once. A term's candidates are remembered, so most words cost one look-up."""

    def __init__(self, phrases: Iterable[Phrase[T]]) -> None:
        self._exact: dict[str, list[Phrase[T]]] = {}
        self._patterns: Wildcards[Phrase[T]] = Wildcards()
        for phrase in phrases:
            first = phrase.words[0] if phrase.words else None
            if first is None:
                continue
            if "*" in first:
                self._patterns.add(first, phrase)
            else:
                self._exact.setdefault(first, []).append(phrase)
        self._known: dict[str, _Candidates[T] | None] = {}

    def find(self, tokens: Sequence[Token], at: Places | None = None) -> list[Hit[T]]:
        """All hits in `tokens`, in the order of their first word; the shortest reading of a gap counts.

        `at` are the tokens that begin at each position, where somebody has them already (`Document.at`).
        """
        if at is None:
            at = {}
            for token in tokens:
                at.setdefault(token.start, []).append(token)
        hits: list[Hit[T]] = []
        known = self._known
        for token in tokens:
            try:
                candidates = known[token.term]
            except KeyError:
                candidates = self._look_up(token.term)
            if candidates is not None:
                hits += _hits(candidates, token, at)
        return hits

    def _look_up(self, term: str) -> _Candidates[T] | None:
        if len(self._known) >= REMEMBERED_TERMS:
            self._known.clear()
        phrases = list(self._exact.get(term, ()))
        if len(term) <= LONGEST_TERM:
            phrases += self._patterns.of(term)
        self._known[term] = known = _Candidates(phrases) if phrases else None
        return known


def _hits(candidates: _Candidates[T], token: Token, at: dict[int, list[Token]]) -> Iterator[Hit[T]]:
    for phrase in candidates.single:
        yield Hit(phrase, token.start, token.end, token.exact)
    likely = candidates.others
    if candidates.following:
        for follower in at.get(token.end + 1, ()):
            likely = [*likely, *candidates.following.get(follower.term, ())]
    for phrase in likely:
        if (end := _rest(phrase.words, 1, token.end + 1, at)) is not None:
            yield Hit(phrase, token.start, end, _written(at, token, end))


def _rest(words: tuple[str | None, ...], i: int, place: int, at: dict[int, list[Token]]) -> int | None:
    """The last position of `words[i:]` from `place` on, or None. Phrases are short and gaps bounded."""
    if i == len(words):
        return place - 1
    word = words[i]
    if word is None:
        ends = (_rest(words, i + 1, place + skip, at) for skip in range(LONGEST_GAP + 1))
        return next((end for end in ends if end is not None), None)
    for token in at.get(place, ()):
        if token.term == word or ("*" in word and glob(word, token.term)):
            end = _rest(words, i + 1, token.end + 1, at)
            if end is not None:
                return end
    return None


def _written(at: dict[int, list[Token]], first: Token, end: int) -> str:
    """The words as the post has them, in normalised spelling with their capitals."""
    words = [first.exact]
    place = first.end + 1
    while place <= end:
        token = at[place][0] if place in at else None
        words += [token.exact] if token else []
        place = token.end + 1 if token else place + 1
    return " ".join(words)
