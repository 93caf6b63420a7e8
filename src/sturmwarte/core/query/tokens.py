"""Tokens: the terms of a post, with their places, as every part of the station sees them.

A post is split at blanks; what stands between two blanks is a *chunk*, and the terms of a chunk are
remembered, because a few thousand chunks make up most of what people write.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from sturmwarte.core.query.folding import STAR, exact, fold, plain
from sturmwarte.core.query.words import Compound, Part, compounds, host

TOKEN_CHARS: Final = "_#@."  # noqa: S105
"""The only ASCII characters in a term besides a-z and 0-9. Set them as token characters of the index."""

REMEMBERED_CHUNKS: Final = 200_000
REMEMBERED_LENGTH: Final = 40


class Atom(NamedTuple):
    """One term over the positions `start`..`end` of its chunk, cut from `plain` text at `begin`:`finish`.

    Several atoms may share positions: `Bahn-Chef` is bahn at 0, chef at 1 and bahnchef over 0..1.
    """

    start: int
    end: int
    term: str
    exact: str
    begin: int
    finish: int


class Chunk(NamedTuple):
    """The terms between two blanks, and how many positions they take."""

    width: int
    atoms: tuple[Atom, ...]


_SIMPLE: Final = re.compile(
    r"([#@]?)(?!www\.)([A-Za-z0-9ÄÖÜäöüß]+(?:_[A-Za-z0-9ÄÖÜäöüß]+)*)[.,:!?]*", re.IGNORECASE | re.ASCII
)
"""A word, tag or name that needs no rule of `words`; a sixth of what the full rules would take."""
_LINK: Final = re.compile(r"https?://([a-z0-9]+(?:\.[a-z0-9]+)+)(?:/[A-Za-z0-9/_.-]*)?")

_chunks: dict[str, Chunk] = {}


def chunk_terms(chunk: str) -> Chunk:
    """The terms of one chunk (no blanks in it). Remembered when short; linear in its length."""
    known = _chunks.get(chunk)
    if known is not None:
        return known
    known = _tokenise(chunk)
    if len(chunk) <= REMEMBERED_LENGTH:
        if len(_chunks) >= REMEMBERED_CHUNKS:
            _chunks.clear()
        _chunks[chunk] = known
    return known


def _tokenise(chunk: str) -> Chunk:
    if len(chunk) <= REMEMBERED_LENGTH:
        if chunk.isascii() and chunk.isalpha():
            return Chunk(1, (Atom(0, 0, chunk.lower(), chunk, 0, len(chunk)),))  # most: nothing to decide
        if simple := _SIMPLE.fullmatch(chunk):
            return Chunk(1, _simple(*simple.groups()))
    if chunk.startswith("http") and (link := _LINK.fullmatch(chunk)):
        return Chunk(1, tuple([Atom(0, 0, name, name, 0, len(chunk)) for name in _hosts(link[1])]))
    atoms: list[Atom] = []
    width = 0
    for compound in compounds(plain(chunk.replace(STAR, " "))):
        atoms += _atoms(compound, width)
        width += len(compound.parts)
    return Chunk(width, tuple(atoms))


def _simple(sign: str, word: str) -> tuple[Atom, ...]:
    spelt, begin, finish = exact(word), len(sign), len(sign) + len(word)
    term = fold(spelt)
    bare = Atom(0, 0, term, spelt, begin, finish)
    return (Atom(0, 0, sign + term, sign + spelt, 0, finish), bare) if sign else (bare,)


@lru_cache(maxsize=10_000)
def _hosts(name: str) -> tuple[str, ...]:
    return host(name)


def _atoms(compound: Compound, first: int) -> list[Atom]:
    sign, parts, joined = compound
    atoms: list[Atom] = []
    for place, part in enumerate(parts, first):
        if sign and place == first:
            atoms.append(_atom(place, place, sign + part.text, part._replace(begin=part.begin - 1)))
        bare = part.text.strip("_") or part.text
        atoms += [_atom(place, place, form, part) for form in (bare, *part.also)]
    if joined:
        last = first + len(parts) - 1
        whole = Part("", (), parts[0].begin, parts[-1].end)
        atoms.append(_atom(first, last, joined, whole))
        if sign:
            atoms.append(_atom(first, last, sign + joined.removeprefix("."), whole))
    return atoms


def _atom(start: int, end: int, spelt: str, part: Part) -> Atom:
    return Atom(start, end, fold(spelt), spelt, part.begin, part.end)
