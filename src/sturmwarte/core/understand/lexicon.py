"""The shipped words and phrases per kind: packs/kinds/{de,en}.yaml, one file a language."""

from collections.abc import Iterator
from functools import cache
from typing import Literal

from pydantic import Field

from sturmwarte import packs
from sturmwarte.core.plan.entry import Entry

LANGUAGES = packs.LANGUAGES
VERSION = "words-2"
"""Stands in every reading these words have a part in; raised when the lists change."""

Strength = Literal["own", "strong", "plain", "weak"]
WEIGHT: dict[Strength, float] = {"own": 3.5, "strong": 2.0, "plain": 0.9, "weak": 0.33}
"""What a phrase adds to a kind's score: alone, one of the plan's own makes p 0.97, strong 0.86, plain 0.59,
weak 0.28."""
SHIPPED: tuple[Strength, ...] = ("strong", "plain", "weak")


class Lists(Entry):
    strong: str = ""
    plain: str = ""
    weak: str = ""

    def phrases(self) -> Iterator[tuple[Strength, str]]:
        for strength in SHIPPED:
            yield from ((strength, phrase) for phrase in split(getattr(self, strength)))


class Lexicon(Entry):
    """Phrases of one language: by kind, those that mean nothing, and words that negate what follows."""

    lang: str
    kinds: dict[str, Lists]
    nothing: str = ""
    negators: str = Field("", description="single words")


def split(text: str) -> list[str]:
    """Phrases parted by commas or line ends, each once, in order."""
    phrases = (phrase.strip() for line in text.splitlines() for phrase in line.split(","))
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


@cache
def shipped(lang: str) -> Lexicon:
    return Lexicon.model_validate(packs.data("kinds", f"{lang}.yaml"))
