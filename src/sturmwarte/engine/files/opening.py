"""Opens a file of posts and finds out how its letters are written."""

import codecs
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

from sturmwarte.engine.errors import Refused

SAMPLE = 1024 * 1024
MAX_LINE = 16 * 1024 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_WESTERN = frozenset("äöüÄÖÜßéàè€§°´„“”‚‘’–—…«»\xa0")
_WIDE = ("utf-16", "utf-32")


class Unreadable(Refused):
    """A file that cannot be read as posts at all."""


@dataclass
class Opened:
    """A file, unpacked and open at its beginning. `position` counts bytes as they lie on disk."""

    name: str
    raw: BinaryIO
    stream: BinaryIO
    size: int

    @property
    def position(self) -> int:
        return self.raw.tell() if self.size else 0

    def peek(self) -> bytes:
        """The first megabyte, still to be read."""
        sample = _read(self.stream, SAMPLE, self.name)
        self.stream = _Joined(sample, self.stream)  # type: ignore[assignment]  # reads lines and bytes
        return sample

    def lines(self) -> Iterator[bytes]:
        """Each line with its end. A damaged archive or an endless line is `Unreadable`."""
        while line := _read_line(self.stream, self.name):
            yield line

    def close(self) -> None:
        if self.raw is not sys.stdin.buffer:
            self.raw.close()


def open_file(path: str) -> Opened:
    """Opens a path, or standard input for `-`; unpacks gzip by its first bytes, whatever the name says."""
    if path == "-":
        source = sys.stdin.buffer
        return Opened("standard input", source, source, 0)
    try:
        raw = Path(path).open("rb")  # noqa: SIM115 - `Opened.close` does
    except FileNotFoundError:
        raise Unreadable(f"{path}: no such file; check the name and the folder you are in") from None
    except IsADirectoryError:
        raise Unreadable(f"{path}: this is a folder; name a file in it") from None
    packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    stream = io.BufferedReader(gzip.GzipFile(fileobj=raw)) if packed else raw
    return Opened(path, raw, stream, Path(path).stat().st_size)


def encoding_of(sample: bytes, name: str) -> tuple[str, int]:
    """(encoding, length of its mark). UTF-8 first, because nothing else looks like it by accident."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding, len(mark)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # may end inside a letter
        return "utf-8", 0
    except UnicodeDecodeError:
        pass
    if sample.count(0) > len(sample) // 4:
        return ("utf-16-le" if sample[1:2] == b"\0" else "utf-16-be"), 0
    # A file in UTF-8 with a few bad bytes is that, and not some code page of the far east.
    letters = sum(byte > 127 for byte in sample)
    if sample.decode("utf-8", "replace").count("\ufffd") * 4 < letters:
        return "utf-8", 0
    # Short German texts look like many code pages to a statistic; their letters do not.
    if sum(sign in _WESTERN for sign in sample.decode("cp1252", "replace")) >= letters * 0.8:
        return "cp1252", 0
    best = from_bytes(sample[:200_000]).best()
    if best is None:
        raise Unreadable(f"{name}: its letters are in no known encoding; save it as UTF-8")
    return best.encoding, 0


def text_lines(opened: Opened, encoding: str, skip: int) -> Iterator[str]:
    """Lines as text. Bytes that fit no letter become lone surrogates: the line is then rejected alone."""
    if encoding.startswith(_WIDE):
        opened.stream.read(skip)
        reader = io.TextIOWrapper(opened.stream, encoding, errors="surrogatepass", newline="")
        yield from reader
        return
    for line in opened.lines():
        yield line[skip:].decode(encoding, "surrogateescape")
        skip = 0


class _Joined(io.RawIOBase):
    """A peeked beginning and the rest, as one stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        head = self._head.read(size)
        if size < 0:
            return head + self._rest.read()
        return head if len(head) == size else head + self._rest.read(size - len(head))

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # what TextIOWrapper hands in
        got = self.read(len(buffer))
        buffer[: len(got)] = got
        return len(got)

    def readline(self, size: int | None = -1) -> bytes:
        limit = -1 if size is None else size
        line = self._head.readline(limit)
        if line.endswith(b"\n") or len(line) == limit:
            return line
        return line + self._rest.readline(limit - len(line) if limit >= 0 else -1)


def _read(stream: BinaryIO, size: int, name: str) -> bytes:
    with _damage(name):
        return stream.read(size) or b""


def _read_line(stream: BinaryIO, name: str) -> bytes:
    with _damage(name):
        line = stream.readline(MAX_LINE + 1)
    if len(line) > MAX_LINE:
        raise Unreadable(f"{name}: a line of more than 16 MB; is this one post a line?")
    return line


@contextmanager
def _damage(name: str) -> Iterator[None]:
    """Tells a damaged archive in one line."""
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Unreadable(f"{name}: damaged or cut off; copy it again") from None
