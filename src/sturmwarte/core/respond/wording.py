"""Words that the plan asks us to avoid in our own answers."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

import regex

from sturmwarte.core.query.folding import exact, fold, plain


class Rule(Protocol):
    @property
    def avoid(self) -> str: ...


AnyRule = TypeVar("AnyRule", bound=Rule)
_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def breaches(text: str, rules: Iterable[AnyRule]) -> list[AnyRule]:
    """The rules whose word or phrase stands in the text, in any case and either spelling of umlauts; `*` at
    the end of a word stands for any ending.

    >>> from types import SimpleNamespace as R
    >>> [one.avoid for one in breaches("Leider ist das so.", [R(avoid="leider"), R(avoid="Leid")])]
    ['leider']
    """
    words = _folded(text)
    return [rule for rule in rules if rule.avoid.strip() and _stands_in(rule.avoid, words)]


def _stands_in(avoid: str, words: list[str]) -> bool:
    wanted = [(_folded(part), part.endswith("*")) for part in avoid.split()]
    flat = [
        (word, open and place == len(part) - 1) for part, open in wanted for place, word in enumerate(part)
    ]
    if not flat:
        return False
    return any(
        all(
            word.startswith(one) if open else word == one
            for (one, open), word in zip(flat, words[start:], strict=False)
        )
        for start in range(len(words) - len(flat) + 1)
    )


def _folded(text: str) -> list[str]:
    return [fold(exact(word)) for word in _WORDS.findall(plain(text))]
