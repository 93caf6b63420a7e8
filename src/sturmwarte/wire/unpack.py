"""Takes compressed answers apart, step by step and within limits: a bomb is noticed while it is small."""

import zlib
from collections.abc import Iterator
from typing import Any, Protocol

from sturmwarte.wire.errors import TooMuch, Unreadable

ACCEPTED = "gzip, deflate"
STEP = 64 * 1024
RATIO = 200
"""No page, feed or answer shrinks to less than a two-hundredth; what does is built to burst us."""
RATIO_FROM = 1024 * 1024
"""Below this many bytes any ratio is harmless."""


class _Decoder(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]: ...


class Unpacker:
    """Bytes as they came on the wire to the content's bytes. `coding` is the Content-Encoding header.

    Raises TooMuch beyond `most` bytes before or after unpacking or beyond the ratio, Unreadable for damaged
    data or a coding we did not ask for.
    """

    def __init__(self, coding: str, most: int, host: str) -> None:
        self._decoder = _decoder(coding.strip().lower(), host)
        self._most = most
        self._host = host
        self._came = self._made = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The content of the next piece, in pieces of at most about 64 KB."""
        self._came += len(data)
        if self._came > self._most:
            raise self._too_much()
        try:
            for piece in self._decoder.feed(data):
                self._made += len(piece)
                self._weigh()
                yield piece
        except (zlib.error, ValueError) as error:
            raise Unreadable("trouble.unpacking", host=self._host) from error

    def _weigh(self) -> None:
        if self._made > self._most:
            raise self._too_much()
        if self._made > RATIO_FROM and self._made > RATIO * self._came:
            raise TooMuch("trouble.bomb", host=self._host)

    def _too_much(self) -> TooMuch:
        return TooMuch("trouble.too_large", host=self._host, megabytes=round(self._most / 2**20, 1))


def _decoder(coding: str, host: str) -> _Decoder:
    if coding in ("", "identity"):
        return _Plain()
    if coding in ("gzip", "x-gzip"):
        return _Inflate(zlib.MAX_WBITS | 16)
    if coding == "deflate":
        return _Inflate(zlib.MAX_WBITS)
    raise Unreadable("trouble.unpacking", host=host)


class _Plain:
    def feed(self, data: bytes) -> Iterator[bytes]:
        if data:
            yield data


class _Inflate:
    """gzip (several members too) and deflate, which some servers send without zlib's envelope."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inflater: Any = zlib.decompressobj(wbits)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        rest = data
        while rest:
            if self._inflater.eof:
                if self._wbits == zlib.MAX_WBITS or not rest.startswith(b"\x1f"):
                    return  # padding after the end
                self._inflater = zlib.decompressobj(self._wbits)
            piece = self._step(rest)
            rest = self._inflater.unconsumed_tail or self._inflater.unused_data
            if piece:
                yield piece

    def _step(self, rest: bytes) -> bytes:
        try:
            piece: bytes = self._inflater.decompress(rest, STEP)
        except zlib.error:
            if self._begun or self._wbits != zlib.MAX_WBITS:
                raise
            self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            piece = self._inflater.decompress(rest, STEP)
        self._begun = True
        return piece
