"""Reads what a command is given: files, `-` for standard input, `.gz` as it comes."""

import gzip
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sturmwarte.cli.failure import USAGE, Failure

MAX_LINE = 16 * 1024 * 1024
"""Bytes; a line beyond this is no post but a file in a wrong format."""


def open_input(path: str) -> BinaryIO:
    """Opens a file or standard input for reading bytes; a `Failure` tells why it cannot."""
    if path == "-":
        return sys.stdin.buffer
    try:
        raw = Path(path).open("rb")  # noqa: SIM115 - the caller closes it
    except FileNotFoundError:
        raise Failure(f"{path}: no such file; check the name and the folder you are in", USAGE) from None
    except IsADirectoryError:
        raise Failure(f"{path}: this is a folder; name a file in it", USAGE) from None
    return gzip.open(raw) if path.endswith(".gz") else raw  # type: ignore[return-value]  # a reader of bytes


def lines(path: str) -> Iterator[tuple[int, bytes]]:
    """Yields (line number from 1, line without its end); empty lines are passed over."""
    with open_input(path) as stream:
        number = 0
        while line := _line(stream, path):
            number += 1
            if number == 1:
                line = _without_bom(line, path)
            if line.strip():
                yield number, line.rstrip(b"\r\n")


def _line(stream: BinaryIO, path: str) -> bytes:
    try:
        line = stream.readline(MAX_LINE + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Failure(
            f"{path}: damaged or not gzip; copy it again, or rename it without .gz", USAGE
        ) from None
    if len(line) > MAX_LINE:
        raise Failure(f"{path}: a line of more than 16 MB; is this one JSON object a line?", USAGE)
    return line


def _without_bom(line: bytes, path: str) -> bytes:
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Failure(f"{path}: this is UTF-16; save it as UTF-8", USAGE)
    return line.removeprefix(b"\xef\xbb\xbf")
