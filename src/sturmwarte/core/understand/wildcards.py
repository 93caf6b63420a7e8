"""Many wildcard words at once, found by three of their fixed letters instead of one by one."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from sturmwarte.core.query.patterns import glob

KEY = 3

T = TypeVar("T")


class Wildcards(Generic[T]):
    """`add` patterns with `*`; `of` a term gives what was attached to those that cover it, longest first."""

    def __init__(self) -> None:
        self._heads: dict[str, list[tuple[int, str, T]]] = {}
        self._tails: dict[str, list[tuple[int, str, T]]] = {}
        self._inner: dict[str, list[tuple[int, str, T]]] = {}
        self._others: list[tuple[int, str, T]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, pattern: str, means: T) -> None:
        entry = self._count, pattern, means
        self._count += 1
        head, *_, tail = pieces = pattern.split("*")
        longest = max(pieces, key=len)
        if len(head) >= KEY:
            self._heads.setdefault(head[:KEY], []).append(entry)
        elif len(tail) >= KEY:
            self._tails.setdefault(tail[-KEY:], []).append(entry)
        elif len(longest) >= KEY:
            self._inner.setdefault(longest[:KEY], []).append(entry)
        else:
            self._others.append(entry)

    def of(self, term: str) -> list[T]:
        likely = [*self._heads.get(term[:KEY], ()), *self._tails.get(term[-KEY:], ()), *self._others]
        for key in set(_keys(term)):
            likely += self._inner.get(key, ())
        found = [(-len(pattern), order, means) for order, pattern, means in likely if glob(pattern, term)]
        return [means for *_, means in sorted(found, key=lambda one: one[:2])]


def _keys(term: str) -> Iterator[str]:
    return (term[at : at + KEY] for at in range(len(term) - KEY + 1))
