"""Finds the phrases of many lists in a post: each of its words is looked up once for all of them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from sturmwarte.core.query.document import Document, Token
from sturmwarte.core.query.patterns import glob
from sturmwarte.core.understand.phrases import LONGEST_GAP, REMEMBERED_TERMS, Phrase
from sturmwarte.core.understand.wildcards import Wildcards

MOST_WORDS = 1000
"""What stands further down in a long article is not what its author wants from us."""
LONGEST_TERM = 60
"""Longer terms are noise; no listed word is meant by one."""

T = TypeVar("T")
Places = dict[int, list[Token]]


class Hit(NamedTuple, Generic[T]):
    """A phrase found at the word positions `start`..`end` (inclusive, from 0), and the words as written."""

    phrase: Phrase[T]
    start: int
    end: int
    found: str


class Finder(Generic[T]):
    """A list of phrases, by their first words: `exact` ones by the term, and those with a wildcard."""

    def __init__(self, phrases: Iterable[Phrase[T]]) -> None:
        self.exact: dict[str, list[Phrase[T]]] = {}
        self.patterns: list[tuple[str, Phrase[T]]] = []
        for phrase in phrases:
            first = phrase.words[0] if phrase.words else None
            if first is None:
                continue
            if "*" in first:
                self.patterns.append((first, phrase))
            else:
                self.exact.setdefault(first, []).append(phrase)

    def find(self, document: Document) -> list[Hit[T]]:
        """All hits among a post's first words; see `Finders.find`."""
        return self._alone.find(document)[0]

    @cached_property
    def _alone(self) -> "Finders":
        return Finders([self])


class Finders:
    """Several lists at once. What a word begins in any of them is remembered: most begin nothing."""

    def __init__(self, finders: Sequence[Finder[Any]]) -> None:
        self._finders = tuple(finders)
        self._patterns: Wildcards[tuple[int, Phrase[Any]]] = Wildcards()
        for place, finder in enumerate(finders):
            for pattern, phrase in finder.patterns:
                self._patterns.add(pattern, (place, phrase))
        self._known: dict[str, _Begun | None] = {}

    def find(self, document: Document) -> list[list[Hit[Any]]]:
        """Per list its hits among the first `MOST_WORDS` words, in the order of their own first word; the
        shortest reading of a gap counts."""
        found: list[list[Hit[Any]]] = [[] for _ in self._finders]
        known = self._known
        for token in first_words(document):
            try:
                begun = known[token.term]
            except KeyError:
                begun = self._look_up(token.term)
            if begun is None:
                continue
            for place, phrase in begun.single:
                found[place].append(Hit(phrase, token.start, token.end, token.exact))
            if begun.longer:
                for place, hit in _longer(begun, token, document):
                    found[place].append(hit)
        return found

    def _look_up(self, term: str) -> "_Begun | None":
        if len(self._known) >= REMEMBERED_TERMS:
            self._known.clear()
        phrases = [(at, phrase) for at, one in enumerate(self._finders) for phrase in one.exact.get(term, ())]
        if len(term) <= LONGEST_TERM:
            phrases += self._patterns.of(term)
        self._known[term] = known = _Begun(phrases) if phrases else None
        return known


_Placed = tuple[int, Phrase[Any]]
"""A phrase and which of the lists it is in, by place."""


class _Begun:
    """The phrases that begin with one term, by what must come next: nothing, a given word, or anything
    else; `longer` if there are any of the latter two."""

    __slots__ = ("following", "longer", "others", "single")

    def __init__(self, phrases: Iterable[_Placed]) -> None:
        self.single: list[_Placed] = []
        self.following: dict[str, list[_Placed]] = {}
        self.others: list[tuple[frozenset[str], _Placed]] = []
        for placed in phrases:
            words = placed[1].words
            second = words[1] if len(words) > 1 else ""
            if second == "":
                self.single.append(placed)
            elif second is None or "*" in second:
                self.others.append((_stated(words), placed))
            else:
                self.following.setdefault(second, []).append(placed)
        self.longer = bool(self.following or self.others)


def _longer(begun: _Begun, token: Token, document: Document) -> Iterator[tuple[int, Hit[Any]]]:
    at, behind = document.at, token.end + 1
    likely = [placed for stated, placed in begun.others if stated <= document.terms] if begun.others else []
    if begun.following:
        for follower in at.get(behind, ()):
            likely += begun.following.get(follower.term, ())
    for place, phrase in likely:
        if (end := _rest(phrase.words, 1, behind, at)) is not None:
            yield place, Hit(phrase, token.start, end, _written(at, token, end))


def first_words(document: Document) -> Sequence[Token]:
    """The terms among the first `MOST_WORDS` words of a post: lists are held against no others."""
    tokens = document.tokens
    if not tokens or tokens[-1].start < MOST_WORDS:
        return tokens
    return [token for token in tokens if token.start < MOST_WORDS]


def _stated(words: tuple[str | None, ...]) -> frozenset[str]:
    """The words that a post must have, wherever: spares most posts the search behind a gap."""
    return frozenset([word for word in words[1:] if word is not None and "*" not in word])


def _rest(words: tuple[str | None, ...], i: int, place: int, at: Places) -> int | None:
    """The last position of `words[i:]` from `place` on, or None. Phrases are short and gaps bounded."""
    if i == len(words):
        return place - 1
    word = words[i]
    if word is None:
        for skip in range(LONGEST_GAP + 1):
            if (end := _rest(words, i + 1, place + skip, at)) is not None:
                return end
        return None
    for token in at.get(place, ()):
        if token.term == word or ("*" in word and glob(word, token.term)):
            end = _rest(words, i + 1, token.end + 1, at)
            if end is not None:
                return end
    return None


def _written(at: Places, first: Token, end: int) -> str:
    """The words as the post has them, in normalised spelling with their capitals."""
    words = [first.exact]
    place = first.end + 1
    while place <= end:
        token = at[place][0] if place in at else None
        words += [token.exact] if token else []
        place = token.end + 1 if token else place + 1
    return " ".join(words)
