"""The vocabulary: every word any topic asks for, as a number, and which of them posts hold."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sturmwarte.core.query.anchors import Anchors, Remembered
from sturmwarte.core.query.bulk import Spans
from sturmwarte.core.query.document import Document
from sturmwarte.core.query.folding import fold
from sturmwarte.core.query.lexicon import Lexicon
from sturmwarte.core.query.needs import length_cost
from sturmwarte.core.query.patterns import has_star
from sturmwarte.core.query.prefixes import Prefixes, prefix_of
from sturmwarte.core.query.rows import Numbers
from sturmwarte.core.query.tree import EXACT


class Held(NamedTuple):
    """Which posts (by place) hold which words (by number), side by side. Pairs may repeat."""

    posts: Numbers
    words: Numbers


class Vocabulary:
    """Numbers for words, counted by use, so that a removed topic leaves nothing behind.

    A word is written as `Word.key` says. `frequencies` is what `Percolator` is given.
    """

    def __init__(self, frequencies: Mapping[str, int] | None = None) -> None:
        self.numbers: dict[str, int] = {}
        self._frequencies = frequencies or {}
        self._keys = [""]
        self._uses = array("i", [0])
        self._costs = array("d", [0])
        self._free: list[int] = []
        self._plain = Lexicon()
        self._prefixes = Prefixes()
        self._patterns = Remembered()
        self._exact_patterns = Anchors()
        self._suspects: Counter[int] = Counter()
        """Folded forms of the exact words: capitals matter only in a post that holds one of them."""

    def plain_terms(self) -> frozenset[str]:
        """The terms of all words without stars and without a meaning of capitals."""
        return frozenset(key for key in self.numbers if not (key.startswith(EXACT) or has_star(key)))

    def take(self, keys: Iterable[str]) -> tuple[int, ...]:
        """Counts one use of each word and tells its number; new ones get one."""
        numbers = self.numbers
        taken = []
        for key in keys:
            number = numbers.get(key) or self._enter(key)
            self._uses[number] += 1
            taken.append(number)
        return tuple(taken)

    def release(self, numbers: Iterable[int]) -> None:
        """Gives one use of each word back."""
        for number in numbers:
            self._uses[number] -= 1
            if not self._uses[number]:
                self._leave(self._keys[number])

    @property
    def reach(self) -> int:
        """Every number is below it."""
        return len(self._keys)

    def cost(self, numbers: Iterable[int]) -> float:
        """How common posts are that hold one of these words, compared with other words."""
        costs = self._costs
        return sum([costs[number] for number in numbers])

    def weigh(self, frequencies: Mapping[str, int]) -> None:
        """Tells costs anew."""
        self._frequencies = frequencies
        for key, number in self.numbers.items():
            self._costs[number] = self._cost(key)

    def _cost(self, key: str) -> float:
        if not self._frequencies or has_star(key):
            return length_cost(key)
        return self._frequencies.get(fold(key.removeprefix(EXACT)), 0) + 0.5

    def _enter(self, key: str) -> int:
        number = self._free.pop() if self._free else len(self._keys)
        if number == len(self._keys):
            self._keys.append("")
            self._uses.append(0)
            self._costs.append(0)
        self.numbers[key] = number
        self._keys[number], self._costs[number] = key, self._cost(key)
        if key.startswith(EXACT):
            self._enter_exact(number, key.removeprefix(EXACT))
        elif not has_star(key):
            self._plain.put(key.encode(), number)
        elif prefix := prefix_of(key):
            self._prefixes.put(prefix, number)
        else:
            self._patterns.add(number, key)
        return number

    def _enter_exact(self, number: int, spelt: str) -> None:
        if has_star(spelt):
            self._exact_patterns.add(number, spelt)
        else:
            self._suspects.update(self.take((fold(spelt),)))

    def _leave(self, key: str) -> None:
        number = self.numbers.pop(key)
        self._free.append(number)
        if key.startswith(EXACT):
            self._leave_exact(number, key.removeprefix(EXACT))
        elif not has_star(key):
            self._plain.drop(key.encode())
        elif prefix := prefix_of(key):
            self._prefixes.drop(prefix)
        else:
            self._patterns.remove(number, key)

    def _leave_exact(self, number: int, spelt: str) -> None:
        if has_star(spelt):
            self._exact_patterns.remove(number, spelt)
            return
        folded = self.numbers[fold(spelt)]
        self._suspects.subtract((folded,))
        self._suspects += Counter()  # drops what is down to zero
        self.release((folded,))

    def held(self, terms: Spans, documents: Sequence[Document]) -> Held:
        """All words that each post holds, whose terms `terms` are. Owners are places in `documents`."""
        plain = self._plain.find(terms)
        known = np.flatnonzero(plain)
        found = [(known, plain[known]), self._prefixes.find(terms)]
        if self._patterns.patterns:
            found.append(self._patterns.find(terms))
        places, words = map(np.concatenate, zip(*found, strict=True))
        held = Held(terms.owners[places], words)
        return self._with_exact(held, documents) if self._suspects or self._exact_patterns else held

    def held_by(self, document: Document) -> set[int]:
        """The same for one post, without arrays."""
        terms, patterns = document.terms, self._patterns.patterns
        keys = [*terms, *(pattern for term in terms for pattern in self._prefixes.of(term))]
        found = set(filter(None, map(self.numbers.get, keys)))
        if patterns:
            found.update(number for term in terms for number in patterns.covering(term))
        if self._exact_patterns or not found.isdisjoint(self._suspects):
            found.update(self._exactly(document))
        return found

    def _with_exact(self, held: Held, documents: Sequence[Document]) -> Held:
        suspicious: Iterable[int] = range(len(documents))
        if not self._exact_patterns:
            suspicious = set(held.posts[np.isin(held.words, list(self._suspects))].tolist())
        found = [(post, number) for post in suspicious for number in self._exactly(documents[post])]
        if not found:
            return held
        posts, words = zip(*found, strict=True)
        return Held(np.append(held.posts, posts), np.append(held.words, words))

    def _exactly(self, document: Document) -> Iterator[int]:
        for spelt in document.exacts:
            if number := self.numbers.get(EXACT + spelt):
                yield number
            yield from self._exact_patterns.covering(spelt)
