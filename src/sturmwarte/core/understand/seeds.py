"""The shipped seed posts: what a station knows before anybody has labelled anything.

packs/seeds/LANG-TRADES.tsv, all of it written for this purpose. Columns as in `HEADER`; a line break inside
a post is written as backslash and n.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sturmwarte import packs
from sturmwarte.core.understand.dimensions import DIMENSIONS, KINDS, YES

HEADER = ("kinds", "sentiment", "heat", "answer", "offensive", "emotion", "trade", "text")
_SENTIMENT = {"-": "negative", "0": "neutral", "+": "positive"}
_HEAT = {"c": "calm", "a": "annoyed", "o": "outraged"}
_YES = {"y": frozenset({YES}), "n": frozenset[str]()}


class SeedError(ValueError):
    """A line that cannot be read: where, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A post with its right readings: by dimension one label, or the set of those that hold.

    `group` is the file: another hand, other trades.
    """

    text: str
    lang: str
    trade: str
    group: str
    labels: dict[str, str | frozenset[str]]


@cache
def shipped() -> tuple[Seed, ...]:
    """All seeds, in a fixed order."""
    names = sorted(f.name for f in packs.folder("seeds").iterdir() if f.name.endswith(".tsv"))
    files = [packs.folder("seeds", name) for name in names]
    return tuple(seed for file in files for seed in read(file.name, file.read_text("utf-8")))


def read(name: str, text: str) -> Iterator[Seed]:
    """The seeds of one file. Raises `SeedError` with file and line."""
    lines = text.splitlines()
    if not lines or tuple(lines[0].split("\t")) != HEADER:
        raise SeedError(f"{name}:1: the first line must name the columns {', '.join(HEADER)}")
    for number, line in enumerate(lines[1:], 2):
        if line:
            try:
                yield _seed(name.removesuffix(".tsv"), line)
            except (KeyError, ValueError) as error:
                raise SeedError(f"{name}:{number}: {error}") from None


def _seed(group: str, line: str) -> Seed:
    kinds, sentiment, heat, answer, offensive, emotion, trade, text = line.split("\t")
    named = frozenset(kinds.split(","))
    if unknown := named - set(DIMENSIONS[KINDS].labels):
        raise ValueError(f"unknown kind {', '.join(unknown)}")
    if emotion not in DIMENSIONS["emotion"].labels:
        raise ValueError(f"unknown emotion {emotion}")
    labels: dict[str, str | frozenset[str]] = {
        KINDS: named,
        "sentiment": _SENTIMENT[sentiment],
        "heat": _HEAT[heat],
        "answer": _YES[answer],
        "offensive": _YES[offensive],
        "emotion": emotion,
    }
    return Seed(text.replace("\\n", "\n"), group[:2], trade, group, labels)
