"""The terms of many texts at once, for those who do not ask where a term stands.

Most of what people write is letters of western Europe, digits and punctuation that only ends a word. All
texts of a batch stand one after the other as bytes, and a few passes over them as an array fold and cut
them. Any chunk that holds something else is looked up or cut by `tokens.chunk_terms`, and its terms are
added behind the texts. The terms are the same either way.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.query.document import Document
from sturmwarte.core.query.tokens import REMEMBERED_CHUNKS, REMEMBERED_LENGTH, chunk_terms
from sturmwarte.core.query.words import TERM_LENGTH, host

Places: TypeAlias = NDArray[np.signedinteger[Any]]
Letters: TypeAlias = NDArray[np.uint8]

PADDING: Final = 32
"""So many zero bytes follow the last term, for those who read several bytes at once."""
_BLANK: Final = ord(" ")
_PARTING: Final = 1
"""What parts words without being a blank: `ja(nein` is one chunk, and two words."""
_BLANKS: Final = b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f "
_LATIN: Final = 0xC3
"""The first byte of the letters of Latin-1; every other first byte asks for the rules of `words`."""
_ODD: Final = np.zeros(256, np.bool_)
_ODD[[*b"#&'*,-./:@_`", 0xC2, *range(0xC4, 0xF5)]] = True
_ENDING, _SIGN = np.zeros((2, 256), np.bool_)
_ENDING[[*b",.:"]] = True  # before a blank they join nothing
_SIGN[[*b"#@"]] = True
_W: Final = rb"(?:[a-z0-9]|\xc3[\x9f-\xbf])+"
_NAME: Final = re.compile(rb"[#@](?P<bare>" + _W + rb"(?:_" + _W + rb")*)\x01*")
_LINK: Final = re.compile(rb"https?://([a-z0-9]+(?:\.[a-z0-9]+)+)(?:/[a-z0-9/_.-]*)?")
"""Names and links that need no rule of `words`. Nearly each is met for the first time."""


def _folding() -> bytes:
    table = bytearray(range(256))
    for byte in (*range(0x20), 0x7F, *b'!"$%()+;<=>?[\\]^{|}~'):
        table[byte] = _PARTING
    for byte in _BLANKS:
        table[byte] = _BLANK
    for capital in range(ord("A"), ord("Z") + 1):
        table[capital] = capital + 0x20
    # The second bytes of À to Þ (and of ×) become those of à to þ (and ÷). After any first byte but C3 the
    # chunk is odd, and odd chunks are cut from the text as it was.
    for capital in range(0x80, 0x9F):
        table[capital] = capital + 0x20
    return bytes(table)


def _spelling() -> Letters:
    """What stands for the two bytes of a letter of Latin-1, by the second of them: ä is ae, ÷ parts words."""
    table = np.array([[_LATIN] * 256, range(256)], np.uint8)
    for letter, spelt in {
        "ä": b"ae",
        "ö": b"oe",
        "ü": b"ue",
        "ß": b"ss",
        "÷": bytes((_PARTING,) * 2),
    }.items():
        table[:, letter.encode()[1]] = list(spelt)
    return table


_FOLDING: Final = _folding()
_ODDITY: Final = _ODD.tobytes()
_SPELLING: Final = _spelling()
_spelt: dict[bytes, bytes] = {}
"""Odd chunk -> its terms, joined by blanks, both in UTF-8."""


class Spans(NamedTuple):
    """Terms as places in `letters` (folded UTF-8), and to which text each belongs. They may repeat."""

    letters: Letters
    starts: Places
    lengths: Places
    owners: Places

    def only(self, which: Places) -> "Spans":
        """The terms with these numbers, nothing else."""
        return Spans(self.letters, *(column.take(which) for column in self[1:]))

    def cut(self, width: int) -> "Spans":
        """Of each term the first so many bytes."""
        return self._replace(lengths=np.minimum(self.lengths, width))

    def spelt(self, which: Places) -> list[bytes]:
        """The terms with these numbers, as they are written."""
        written = self.letters.tobytes()
        starts = self.starts[which]
        ends = starts + self.lengths[which]
        return [written[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


class _Chunks(NamedTuple):
    """Odd chunks that need rules, and the places of signs that need none: `#bahn` is #bahn and bahn."""

    begins: Places
    ends: Places
    signs: Places


def spans(texts: Sequence[str]) -> Spans:
    """The terms of each text."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    raw = b" %b " % b" ".join(encoded)
    bounds = np.cumsum([1, *map(_taken, encoded)])
    flat = bytearray(raw.translate(_FOLDING))
    letters = np.frombuffer(flat, np.uint8)
    _spell_latin(letters)
    begins, ends, signs = _odd_chunks(raw, letters)
    odd = list(zip(begins.tolist(), ends.tolist(), strict=True))
    added = [_by_rule(raw, flat, begin, end) for begin, end in odd]
    for begin, end in odd:
        letters[begin:end] = _BLANK
    behind = np.cumsum([len(flat), *map(_taken, added)])
    owners = np.append(np.arange(len(texts)), np.searchsorted(bounds, begins, "right") - 1)
    whole = np.frombuffer(b"".join((flat, b" ".join(added), bytes(PADDING))), np.uint8)
    return _with_bare(_edges(whole, np.append(bounds[:-1], behind), owners), signs)


def terms_of(texts: Sequence[str]) -> list[list[str]]:
    """The folded terms of each text, some more than once. As sets they are what `Document.terms` says."""
    if not texts:
        return []
    found = spans(texts)
    order = np.argsort(found.owners, kind="stable")
    words = b" ".join(found.spelt(order)).decode().split(" ")
    ends = np.cumsum(np.bincount(found.owners, minlength=len(texts))).tolist()
    return [words[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


def cut(documents: Sequence[Document]) -> None:
    """Finds the terms of many documents at once; those that have been cut already stay as they are."""
    uncut = [document for document in documents if document.known_terms is None]
    for document, terms in zip(uncut, terms_of([d.text for d in uncut]), strict=True):
        document.terms = frozenset(terms)


def _taken(text: bytes) -> int:
    return len(text) + 1  # the blank behind it


def _spell_latin(letters: Letters) -> None:
    first = np.flatnonzero(letters == _LATIN)
    second = letters[first + 1]
    letters[first], letters[first + 1] = _SPELLING[0, second], _SPELLING[1, second]


def _odd_chunks(raw: bytes, letters: Letters) -> _Chunks:
    """What stands between two blanks and holds something odd. Closing punctuation is wiped out on the way."""
    odd = np.flatnonzero(np.frombuffer(raw.translate(_ODDITY), np.bool_))
    closing = _ENDING[letters[odd]] & (letters[odd + 1] == _BLANK)
    letters[odd[closing]] = _PARTING
    odd = odd[~closing]
    blanks = np.flatnonzero(letters == _BLANK)
    chunk = np.searchsorted(blanks, odd)
    first = np.diff(chunk, prepend=0) != 0
    only = first & np.append(first[1:], True)
    signed = only & _SIGN[letters[odd]] & (letters[odd - 1] <= _BLANK) & (letters[odd + 1] > _BLANK)
    endless = np.flatnonzero(np.diff(blanks) > TERM_LENGTH + 1) + 1
    ruled = np.union1d(chunk[first & ~signed], endless)
    return _Chunks(blanks[ruled - 1] + 1, blanks[ruled], odd[signed])


def _by_rule(raw: bytes, flat: bytearray, begin: int, end: int) -> bytes:
    """The terms of one odd chunk."""
    if end - begin < TERM_LENGTH:
        if found := _NAME.fullmatch(flat, begin, end):
            return b"%b %b" % (found[0], found["bare"])
        if found := _LINK.fullmatch(flat, begin, end):
            return _hosts(found[1])
    odd = raw[begin:end]
    spelt = _spelt.get(odd)
    return _spell(odd) if spelt is None else spelt


@lru_cache(maxsize=10_000)
def _hosts(name: bytes) -> bytes:
    return " ".join(host(name.decode())).encode()


def _spell(odd: bytes) -> bytes:
    chunks = odd.decode("utf-8", "surrogatepass").split()
    spelt = " ".join([atom.term for chunk in chunks for atom in chunk_terms(chunk).atoms]).encode()
    if len(odd) <= REMEMBERED_LENGTH:
        if len(_spelt) >= REMEMBERED_CHUNKS:
            _spelt.clear()
        _spelt[odd] = spelt
    return spelt


def _edges(letters: Letters, bounds: Places, owners: Places) -> Spans:
    """Every run of letters. What stands from one bound to the next belongs to the same owner."""
    inside = letters > _BLANK
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[0::2], edges[1::2]
    each = np.diff(np.searchsorted(starts, bounds))
    return Spans(letters, starts, ends - starts, np.repeat(owners, each))


def _with_bare(found: Spans, signs: Places) -> Spans:
    """Besides each tag and name that starts at one of `signs` the word behind its sign."""
    which = np.searchsorted(found.starts, signs)
    which = which[found.starts[np.minimum(which, len(found.starts) - 1)] == signs] if len(which) else which
    return Spans(
        found.letters,
        np.append(found.starts, found.starts[which] + 1),
        np.append(found.lengths, found.lengths[which] - 1),
        np.append(found.owners, found.owners[which]),
    )
