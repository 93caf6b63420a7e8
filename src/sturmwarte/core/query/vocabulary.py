"""The vocabulary: every word any topic asks for, as a number, and which of them a chunk of text holds."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from sturmwarte.core.query.patterns import SIGNS, has_star, term_test
from sturmwarte.core.query.tokens import REMEMBERED_CHUNKS, REMEMBERED_LENGTH, Chunk, chunk_terms
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

    def add(self, number: int, pattern: str) -> None:
        table, piece = self._place(pattern)
        table.setdefault(len(piece), {}).setdefault(piece, []).append((number, term_test(pattern)))

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

    def covering(self, term: str) -> list[int]:
        """The numbers of the patterns that cover the term."""
        found: list[Pattern] = []
        length = len(term)
        for size, pieces in self.starts.items():
            found += pieces.get(term[:size], ())
        if term[0] not in SIGNS:  # other patterns start with a bare star, which never means a sign
            for size, pieces in self.ends.items():
                found += pieces.get(term[-size:], ())
            for size, pieces in self.inside.items():
                for at in range(length - size + 1):
                    found += pieces.get(term[at : at + size], ())
        return [number for number, covers in found if covers(term)]


class Vocabulary:
    """Numbers for words, counted by use, so that a removed topic leaves nothing behind."""

    def __init__(self) -> None:
        self.numbers: dict[Word, int] = {}
        self._uses: Counter[Word] = Counter()
        self._next = 0
        self._terms: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._starred = Anchors()
        self._starred_exact = Anchors()
        self.memo = Memo(self)

    def take(self, words: Iterable[Word]) -> None:
        """Counts one use of each word; new ones get a number, and what was remembered of chunks is void."""
        for word in words:
            self._uses[word] += 1
            if self._uses[word] == 1:
                self._enter(word)

    def release(self, words: Iterable[Word]) -> None:
        """Gives one use of each word back. Numbers are never used twice, so old memos stay harmless."""
        for word in words:
            self._uses[word] -= 1
            if not self._uses[word]:
                self._leave(word)

    def _enter(self, word: Word) -> None:
        self._next += 1
        self.numbers[word] = self._next
        if has_star(word.term):
            (self._starred_exact if word.exact else self._starred).add(self._next, word.term)
        else:
            (self._exact if word.exact else self._terms)[word.term] = self._next
        if self.memo:
            self.memo = Memo(self)

    def _leave(self, word: Word) -> None:
        del self._uses[word]
        number = self.numbers.pop(word)
        if has_star(word.term):
            (self._starred_exact if word.exact else self._starred).remove(number, word.term)
        else:
            del (self._exact if word.exact else self._terms)[word.term]

    def held(self, chunk: Chunk) -> tuple[int, ...]:
        """The numbers of all words that the chunk holds."""
        found: set[int] = set()
        for term, exact in {(atom.term, atom.exact) for atom in chunk.atoms}:
            if (number := self._terms.get(term)) is not None:
                found.add(number)
            if (number := self._exact.get(exact)) is not None:
                found.add(number)
            found.update(self._starred.covering(term), self._starred_exact.covering(exact))
        return tuple(found)


class Memo(dict[str, tuple[int, ...]]):
    """Chunk of text -> numbers of the words it holds; asked for by subscript, worked out when missing."""

    ROOM: Final = REMEMBERED_CHUNKS

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        held = self._vocabulary.held(chunk_terms(chunk))
        if len(chunk) <= REMEMBERED_LENGTH:
            if len(self) >= self.ROOM:
                self.clear()
            self[chunk] = held
        return held
