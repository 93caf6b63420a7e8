"""Posts cut into words, and what a learner sees of each word: hashed n-grams and signs of style.

A few ten thousand surface words make up nearly all that people write, so what a word gives is computed
once and remembered. Hashes are CRC-32 (the same on every machine), never Python's own.
"""

from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
import regex

from sturmwarte.core.query.folding import exact, fold, plain
from sturmwarte.core.understand.learner.style import signs

MOST_LETTERS: Final = 6_000
"""Of a longer post only its beginning and its end are read: bounded work, whatever arrives."""
MOST_WORDS: Final = 1_500
LONGEST_WORD: Final = 32
"""Longer words (joined text, keyboard noise) are cut: no German compound people write is lost."""
REMEMBERED_WORDS: Final = 100_000
GRAMS: Final = range(2, 6)

LINK, PERSON = "<link>", "<person>"

_TOKEN: Final = regex.compile(
    r"(?P<link>(?:https?://|www\.)\S+)"
    r"|(?P<person>@\w+)"
    r"|(?P<tag>#\w[\w\-]*)"
    r"|(?P<entity>&[a-z]{2,6};)"
    r"|(?P<smile>[:;=8xX][\-o']?[)(\]\[dDpPoO/\\|*]+(?!\w)|<3+|\^\^|-_+-)"
    r"|(?P<word>[\p{L}\p{N}_][\p{L}\p{N}\p{M}_*$]*+(?:['’\-][\p{L}\p{N}]+)*+)"
    r"|(?P<emoji>\p{Extended_Pictographic}|[\U0001f1e6-\U0001f1ff]{2})"
    r"|(?P<run>([!?.,])[!?.,]*+)"
    r"|(?P<sign>[^\s\p{M}\p{C}])"
)
_CHUNK: Final = regex.compile(r"\S+")
_LONG_DRAWN: Final = regex.compile(r"(\p{L})\1{2,}")
_HUMPS: Final = regex.compile(r"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+")


class Word(NamedTuple):
    """`term` as normalised; `own` the hash of the whole word, `grams` those of its letters, `hashes` both,
    its own first."""

    surface: str
    term: str
    own: int
    hashes: npt.NDArray[np.uint32]
    signs: tuple[int, ...]

    @property
    def grams(self) -> npt.NDArray[np.uint32]:
        return self.hashes[1:]


_words: dict[str, Word] = {}
_chunks: dict[str, tuple[Word, ...]] = {}
"""What stands between blanks, as most of it was met before: no token holds a blank."""


def words_of(text: str) -> list[Word]:
    """The words of one post in reading order, at most `MOST_WORDS`."""
    found: list[Word] = []
    for chunk in _CHUNK.findall(plain(clipped(text))):
        try:
            found += _chunks[chunk]
        except KeyError:
            found += _cut(chunk)
        if len(found) >= MOST_WORDS:
            return found[:MOST_WORDS]
    return found


def clipped(text: str) -> str:
    """Beginning and end of a post too long to be read whole."""
    if len(text) <= MOST_LETTERS:
        return text
    return text[: MOST_LETTERS // 2] + " … " + text[-MOST_LETTERS // 2 :]


def _cut(chunk: str) -> tuple[Word, ...]:
    words = tuple([_known(match[0][:LONGEST_WORD]) for match in _TOKEN.finditer(chunk)])
    if len(chunk) <= LONGEST_WORD:
        if len(_chunks) >= REMEMBERED_WORDS:
            _chunks.clear()
        _chunks[chunk] = words
    return words


def _known(surface: str) -> Word:
    word = _words.get(surface)
    if word is None:
        if len(_words) >= REMEMBERED_WORDS:
            _words.clear()
        word = _words[surface] = _look_at(surface)
    return word


def _kind(surface: str) -> str:
    if surface.isascii() and surface.isalpha() and surface[0] not in "xX":
        return "word"  # most are, and `xD` is a smile
    match = _TOKEN.match(surface)
    return (match.lastgroup if match else None) or "sign"


def _look_at(surface: str) -> Word:
    kind = _kind(surface)
    if kind == "link":
        return _word(surface, LINK, LINK, [], kind)
    if kind == "person":
        term = fold(exact(surface))
        return _word(surface, term, PERSON, _grams([term]), kind)
    if kind == "tag":
        parts = [fold(exact(part)) for part in _HUMPS.findall(surface)]
        whole = fold(exact(surface[1:]))
        inner = [whole] if len(parts) < 2 else [whole, *parts]
        term = "#" + whole
        return _word(surface, term, whole, [_hash(term), *_grams(inner)], kind)
    if kind == "word":
        term = _LONG_DRAWN.sub(r"\1\1", fold(exact(surface)))
        return _word(surface, term, term, _grams([term]), kind)
    term = surface if len(surface) < 4 else surface[:1] * 3
    return _word(surface, term, term, [], kind)


def _word(surface: str, term: str, counted_as: str, grams: list[int], kind: str) -> Word:
    own = _hash(counted_as)
    return Word(surface, term, own, np.array([own, *grams], dtype=np.uint32), signs(surface, term, kind))


def _hash(word: str) -> int:
    return crc32(b"w" + word.encode())


def _grams(terms: list[str]) -> list[int]:
    """Hashes of the letter n-grams of each " term "."""
    found: list[int] = []
    for term in terms:
        padded = f" {term} "
        if padded.isascii():
            found += _of_ascii(padded.encode())
            continue
        for size in GRAMS:
            if len(padded) < size:
                break
            found += [
                crc32(b"c" + padded[at : at + size].encode("utf-8", "replace"))
                for at in range(len(padded) - size + 1)
            ]
    return found


_SIGNS: Final = [bytes([code]) for code in range(128)]
_BEGUN: Final = [crc32(b"c" + sign) for sign in _SIGNS]


def _of_ascii(padded: bytes) -> list[int]:
    """The same hashes, each from the one that is a letter shorter."""
    found: list[int] = []
    signs = [_SIGNS[code] for code in padded]
    hashes = [_BEGUN[code] for code in padded]
    for size in range(2, GRAMS.stop):
        hashes = list(map(crc32, signs[size - 1 :], hashes))
        found += hashes
    return found
