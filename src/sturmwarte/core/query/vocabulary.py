"""The vocabulary: every word any topic asks for, as a number, and which of them a post holds."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import Final

from sturmwarte.core.query.document import Document
from sturmwarte.core.query.folding import fold
from sturmwarte.core.query.patterns import SIGNS, has_star, term_test
from sturmwarte.core.query.tree import Word

Pattern = tuple[int, Callable[[str], bool]]


class Anchors:
    """Patterns by a piece that every term they cover must hold at its start, at its end, or anywhere.

    Looking a term up costs its length times the number of distinct piece lengths, not the number of patterns.
    """

    def __init__(self) -> None:
        self.starts: dict[int, dict[str, list[Pattern]]] = {}
        self.ends: dict[int, dict[str, list[Pattern]]] = {}
        self.inside: dict[int, dict[str, list[Pattern]]] = {}
        self._shortest = 0
        self._openings: dict[str, set[int]] = {}
        """The first `_shortest` letters of every piece in `starts`, with the lengths of those pieces."""

    def __bool__(self) -> bool:
        return bool(self.starts or self.ends or self.inside)

    def add(self, number: int, pattern: str) -> None:
        table, piece = self._place(pattern)
        table.setdefault(len(piece), {}).setdefault(piece, []).append((number, term_test(pattern)))
        if table is self.starts:
            self._open(piece)

    def _open(self, piece: str) -> None:
        if self._openings and len(piece) >= self._shortest:
            self._openings.setdefault(piece[: self._shortest], set()).add(len(piece))
            return
        self._shortest, self._openings = len(piece), {}
        for known in [known for pieces in self.starts.values() for known in pieces]:
            self._openings.setdefault(known[: len(piece)], set()).add(len(known))

    def remove(self, number: int, pattern: str) -> None:
        table, piece = self._place(pattern)
        by_piece = table[len(piece)]
        by_piece[piece] = [known for known in by_piece[piece] if known[0] != number]
        if not by_piece[piece]:
            del by_piece[piece]
        if not by_piece:
            del table[len(piece)]

    def _place(self, pattern: str) -> tuple[dict[int, dict[str, list[Pattern]]], str]:
        first, *middle, last = pattern.split("*")
        if first:
            return self.starts, first
        if last:
            return self.ends, last
        return self.inside, max(middle, key=len)

    def perhaps_covered(self, terms: Iterable[str]) -> Iterable[str]:
        """The terms without those of which their first letters say already that no pattern covers them."""
        if self.ends or self.inside:
            return terms
        shortest, openings = self._shortest, self._openings
        return [term for term in terms if term[:shortest] in openings] if openings else ()

    def covering(self, term: str) -> list[int]:
        """The numbers of the patterns that cover the term."""
        found: list[Pattern] = []
        length = len(term)
        for size in self._openings.get(term[: self._shortest], ()):
            # A length whose last piece was removed may still be listed.
            found += self.starts.get(size, {}).get(term[:size], ())
        if term[0] not in SIGNS:  # other patterns start with a bare star, which never means a sign
            for size, pieces in self.ends.items():
                found += pieces.get(term[-size:], ())
            for size, pieces in self.inside.items():
                for at in range(length - size + 1):
                    found += pieces.get(term[at : at + size], ())
        return [number for number, covers in found if covers(term)]


class Vocabulary:
    """Numbers for words, counted by use, so that a removed topic leaves nothing behind.

    `telling` says of each term that means anything to a topic which words it is an occurrence of. Patterns
    are held against a term when it is first met; until then it is not `_known`.
    """

    ROOM: Final = 300_000
    """Terms held against the patterns and remembered; then they are met anew."""

    def __init__(self) -> None:
        self.numbers: dict[Word, int] = {}
        self.telling: dict[str, tuple[int, ...]] = {}
        self._uses: Counter[Word] = Counter()
        self._next = 0
        self._terms: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._suspects: Counter[str] = Counter()
        """Folded forms of the exact words: capitals matter only in a post that holds one of them."""
        self._starred = Anchors()
        self._starred_exact = Anchors()
        self._known: set[str] = set()
        self._entered: list[str] = []

    def plain_terms(self) -> frozenset[str]:
        """The terms of all words without stars and without a meaning of capitals."""
        return frozenset(self._terms)

    def take(self, words: Iterable[Word]) -> None:
        """Counts one use of each word; new ones get a number."""
        for word in words:
            self._uses[word] += 1
            if self._uses[word] == 1:
                self._enter(word)

    def release(self, words: Iterable[Word]) -> None:
        """Gives one use of each word back. Numbers are never used twice, so what is known stays harmless."""
        for word in words:
            self._uses[word] -= 1
            if not self._uses[word]:
                self._leave(word)

    def _enter(self, word: Word) -> None:
        self._next += 1
        self.numbers[word] = self._next
        if has_star(word.term):
            (self._starred_exact if word.exact else self._starred).add(self._next, word.term)
            if not word.exact:
                self._entered.append(word.term)
        elif word.exact:
            self._exact[word.term] = self._next
            self._suspects[fold(word.term)] += 1
        else:
            self._terms[word.term] = self._next
            self.telling[word.term] = (self._next,)
            self._known.discard(word.term)

    def _leave(self, word: Word) -> None:
        del self._uses[word]
        number = self.numbers.pop(word)
        if has_star(word.term):
            (self._starred_exact if word.exact else self._starred).remove(number, word.term)
        elif word.exact:
            del self._exact[word.term]
            folded = fold(word.term)
            self._suspects[folded] -= 1
            self._suspects += Counter()  # drops what is down to zero
        else:
            del self._terms[word.term]
            del self.telling[word.term]
            self._known.discard(word.term)

    def meet(self, many: Collection[Iterable[str]]) -> set[str]:
        """Of all the terms of these posts those that tell something; `held` is then asked post by post.

        Few terms are left of many posts, so that the large tables are asked once for each of them.
        """
        if self._entered:
            self._heed_new_patterns()
        unique: set[str] = set().union(*many)
        if self._starred:
            for term in self._starred.perhaps_covered(unique):
                if term not in self._known:
                    self._learn(term)
        return self.telling.keys() & unique

    def _learn(self, term: str) -> None:
        if len(self._known) >= self.ROOM:
            self._known.clear()
            self.telling = {plain: (number,) for plain, number in self._terms.items()}
        if numbers := self._starred.covering(term):
            plain = self._terms.get(term)
            self.telling[term] = (*numbers, *(() if plain is None else (plain,)))
        self._known.add(term)

    def _heed_new_patterns(self) -> None:
        """Known terms that a new pattern may cover are to be met anew."""
        for pattern in self._entered:
            piece = max(pattern.split("*"), key=len)
            self._known -= {term for term in self._known if piece in term}
        self._entered.clear()

    def held(self, document: Document, terms: Iterable[str], met: set[str]) -> set[int]:
        """The numbers of all words that the post holds. `met` is what `meet` said of it and others."""
        telling = self.telling
        found: set[int] = set()
        for term in met.intersection(terms):
            found.update(telling[term])
        if self._starred_exact or (self._suspects and not self._suspects.keys().isdisjoint(terms)):
            found.update(self._exactly(document))
        return found

    def _exactly(self, document: Document) -> Iterable[int]:
        for spelt in document.exacts:
            if (number := self._exact.get(spelt)) is not None:
                yield number
            yield from self._starred_exact.covering(spelt)
