"""Many wildcard words at once, found by their fixed letters instead of one by one."""

from typing import Generic, NamedTuple, TypeVar

from sturmwarte.core.query.patterns import glob

KEY = 3

T = TypeVar("T")


class _Entry(NamedTuple, Generic[T]):
    """`sure`: whoever holds the fixed letters in their place is covered, without a further look."""

    longest_first: int
    order: int
    pattern: str
    sure: bool
    means: T


Pieces = dict[int, dict[str, list[_Entry[T]]]]
"""By length and letters."""
Keyed = dict[str, Pieces[T]]
"""By the first letters (of an ending: the last), so that a term asks only for the few lengths there are."""


class Wildcards(Generic[T]):
    """`add` patterns with `*`; `of` a term gives what was attached to those that cover it, longest first."""

    def __init__(self) -> None:
        self._heads: Keyed[T] = {}
        self._tails: Keyed[T] = {}
        self._short_heads: Pieces[T] = {}
        self._short_tails: Pieces[T] = {}
        self._inner: dict[str, list[_Entry[T]]] = {}
        self._others: list[_Entry[T]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, pattern: str, means: T) -> None:
        head, *middle, tail = pattern.split("*")
        sure = not middle and not (head and tail)
        entry = _Entry(-len(pattern), self._count, pattern, sure, means)
        self._count += 1
        longest = max(middle, key=len, default="")
        if head:
            pieces = self._short_heads if len(head) < KEY else self._heads.setdefault(head[:KEY], {})
            pieces.setdefault(len(head), {}).setdefault(head, []).append(entry)
        elif tail:
            pieces = self._short_tails if len(tail) < KEY else self._tails.setdefault(tail[-KEY:], {})
            pieces.setdefault(len(tail), {}).setdefault(tail, []).append(entry)
        elif len(longest) >= KEY:
            self._inner.setdefault(longest[:KEY], []).append(entry)
        else:
            self._others.append(entry)

    def of(self, term: str) -> list[T]:
        likely = list(self._others)
        for heads in (self._short_heads, self._heads.get(term[:KEY])):
            for size, pieces in heads.items() if heads else ():
                likely += pieces.get(term[:size], ())
        for tails in (self._short_tails, self._tails.get(term[-KEY:])):
            for size, pieces in tails.items() if tails else ():
                likely += pieces.get(term[-size:], ())
        if self._inner:
            for key in self._inner.keys() & {term[at : at + KEY] for at in range(len(term) - KEY + 1)}:
                likely += self._inner[key]
        if not likely:
            return []
        covering = [entry for entry in likely if entry.sure or glob(entry.pattern, term)]
        return [entry.means for entry in sorted(covering, key=_rank)]


def _rank(entry: _Entry[T]) -> tuple[int, int]:
    return entry[:2]
