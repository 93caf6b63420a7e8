"""Writes what a command tells: JSON lines to standard output, files whole or not at all."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

_encoder = msgspec.json.Encoder()


def emit(record: Any, stream: BinaryIO | None = None) -> None:
    """Writes one JSON object and a line end."""
    (stream or sys.stdout.buffer).write(_encoder.encode(record) + b"\n")


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name only when all of it is safely on disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
