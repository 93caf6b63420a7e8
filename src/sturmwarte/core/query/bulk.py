"""The terms of whole texts at once, for those who do not ask where a term stands.

Most of what people write is letters of western Europe, digits and punctuation that only ends a word. Such
text is folded and cut by a few passes over its bytes, all texts of a batch together; any chunk that holds
something else is looked up or cut by `tokens.chunk_terms`. The terms are the same either way.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from sturmwarte.core.query.document import Document
from sturmwarte.core.query.tokens import REMEMBERED_CHUNKS, REMEMBERED_LENGTH, chunk_terms
from sturmwarte.core.query.words import TERM_LENGTH, host

_BETWEEN: Final = b" \xff "
"""Stands between two texts; UTF-8 never holds the byte 255."""
_BLANKS: Final = b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f "
_PARTING: Final = b"\x01"
"""What parts words without being a blank: `ja(nein` is one chunk, and two words."""
_ENDINGS: Final = (b", ", b". ", b": ")
"""Before a blank they join nothing."""

# Every byte that asks for the rules of `words`: joints and signs, the underscore, and the first byte of every
# letter but those of Latin-1, which is C3. The further bytes of a letter do not matter here.
_ODD_BYTES: Final = rb"[#&'*,./:@_`\xc2\xc4-\xf4-][^ ]*+"
_ODD: Final = re.compile(_ODD_BYTES)
_ODD_OR_LONG: Final = re.compile(_ODD_BYTES + rb"|[^ ]{%d,}+" % (TERM_LENGTH + 1))
_W: Final = rb"(?:[a-z0-9]|\xc3[\x9f-\xb6\xb8-\xbf])+"
_SIMPLE: Final = re.compile(
    rb"\x01*[#@](?P<bare>" + _W + rb"(?:_" + _W + rb")*)\x01*"
    rb"|https?://(?P<host>[a-z0-9]+(?:\.[a-z0-9]+)+)(?:/[a-z0-9/_.-]*)?"
)
"""Tags, names and links that need no rule of `words`. Nearly each is met for the first time."""
_SPELT_OUT: Final = {"ä": b"ae", "ö": b"oe", "ü": b"ue", "ß": b"ss", "÷": _PARTING * 2}
_PAIRS: Final = [(letter.encode(), spelt) for letter, spelt in _SPELT_OUT.items()]


def _table() -> bytes:
    table = bytearray(range(256))
    for byte in (*range(0x20), 0x7F, *b'!"$%()+;<=>?[\\]^{|}~'):
        table[byte] = _PARTING[0]
    for byte in _BLANKS:
        table[byte] = ord(" ")
    for capital in range(ord("A"), ord("Z") + 1):
        table[capital] = capital + 0x20
    # The second bytes of À to Þ (and of ×) become those of à to þ (and ÷). After any first byte but C3 the
    # chunk is odd, and odd chunks are cut from the text as it was.
    for capital in range(0x80, 0x9F):
        table[capital] = capital + 0x20
    return bytes(table)


_TABLE: Final = _table()
_spelt: dict[bytes, bytes] = {}
"""Odd chunk -> its terms, joined by blanks, both in UTF-8."""


def terms_of(texts: Sequence[str]) -> list[list[str]]:
    """The folded terms of each text, some more than once. As sets they are what `Document.terms` says."""
    raw = _BETWEEN.join([text.encode("utf-8", "surrogatepass") for text in texts]) + b" "
    flat = raw.translate(_TABLE)
    for ending in _ENDINGS:
        flat = flat.replace(ending, b"\x01 ")
    flat = _odd_chunks_cut(raw, flat)
    for pair, spelt in _PAIRS:
        flat = flat.replace(pair, spelt)
    return [line.decode().split() for line in flat.replace(_PARTING, b" ").split(b"\xff")]


def cut(documents: Sequence[Document]) -> None:
    """Finds the terms of many documents at once; those that have been cut already stay as they are."""
    uncut = [document for document in documents if document.known_terms is None]
    for document, terms in zip(uncut, terms_of([d.text for d in uncut]) if uncut else (), strict=True):
        document.terms = frozenset(terms)


def _odd_chunks_cut(raw: bytes, flat: bytes) -> bytes:
    """`flat` with the terms of every odd chunk in its place; up to here both are of the same length."""
    pieces: list[bytes] = []
    done = 0
    for found in (_ODD_OR_LONG if _perhaps_long(flat) else _ODD).finditer(flat):
        begin = flat.rfind(b" ", done, found.start()) + 1
        end = found.end()
        pieces += (flat[done:begin], _simply(flat, begin, end) or _looked_up(raw[begin:end]))
        done = end
    pieces.append(flat[done:])
    return b"".join(pieces)


def _perhaps_long(flat: bytes) -> bool:
    """Whether a chunk may be longer than a term can be: then half as many bytes somewhere hold no blank."""
    window = TERM_LENGTH // 2
    return any(flat.find(b" ", at, at + window) < 0 for at in range(0, len(flat) - window, window))


def _simply(flat: bytes, begin: int, end: int) -> bytes | None:
    found = _SIMPLE.fullmatch(flat, begin, end) if end - begin < TERM_LENGTH else None
    if found is None:
        return None
    if bare := found["bare"]:
        return found[0] + b" " + bare
    return _hosts(found["host"])


@lru_cache(maxsize=10_000)
def _hosts(name: bytes) -> bytes:
    return " ".join(host(name.decode())).encode()


def _looked_up(odd: bytes) -> bytes:
    spelt = _spelt.get(odd)
    return _spell(odd) if spelt is None else spelt


def _spell(odd: bytes) -> bytes:
    chunks = odd.decode("utf-8", "surrogatepass").split()
    spelt = " ".join([atom.term for chunk in chunks for atom in chunk_terms(chunk).atoms]).encode()
    if len(odd) <= REMEMBERED_LENGTH:
        if len(_spelt) >= REMEMBERED_CHUNKS:
            _spelt.clear()
        _spelt[odd] = spelt
    return spelt
