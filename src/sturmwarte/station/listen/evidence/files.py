"""Where secured files lie: under their hash, in the data folder, written whole or not at all.

`evidence/ab/cdef...` is the file as it came; beside it, with `.webp`, the copy that pages show.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

FOLDER = "evidence"
COPY = ".webp"
_DRAFT, _GOING = ".draft-", ".going"
ABANDONED_S = 3600
"""A draft older than this was left by a process that died."""


def sum_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def path_of(data: Path, sha256: str) -> Path:
    """The file of a hash (64 hex digits); raises ValueError for anything else."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(sha256)
    return data / FOLDER / sha256[:2] / sha256[2:]


def copy_of(data: Path, sha256: str) -> Path:
    path = path_of(data, sha256)
    return path.with_name(path.name + COPY)


def keep(data: Path, body: bytes, shown: bytes | None) -> str:
    """Writes the file and its copy; returns the hash. What is there already stays.

    1. the copy, 2. the file. A crash between the two leaves a copy that the next try writes again.
    """
    sha256 = sum_of(body)
    if shown is not None:
        _write(copy_of(data, sha256), shown)
    _write(path_of(data, sha256), body)
    return sha256


def drop(data: Path, sha256: str, needed: Callable[[], bool]) -> None:
    """Removes a file and its copy unless a row still `needed` it.

    Moved aside first and looked for again, because another process may be about to refer to it: it finds the
    file missing then and writes it anew.
    """
    for path in (path_of(data, sha256), copy_of(data, sha256)):
        aside = path.with_name(path.name + _GOING)
        with suppress(FileNotFoundError):
            path.replace(aside)
            if needed():
                aside.replace(path)
            else:
                aside.unlink()


def sweep(data: Path, needed: Callable[[str], bool]) -> int:
    """Removes what a crash left: drafts, and files that no row refers to. Returns how many."""
    gone = 0
    before = time.time() - ABANDONED_S
    for path in _files(data):
        if path.stat().st_mtime > before:
            continue
        sha256 = path.parent.name + path.name.partition(".")[0]
        if path.name.startswith(_DRAFT) or path.name.endswith(_GOING) or not needed(sha256):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _files(data: Path) -> Iterator[Path]:
    for folder in sorted((data / FOLDER).glob("??")):
        yield from (path for path in folder.iterdir() if path.is_file())


def _write(path: Path, body: bytes) -> None:
    if path.exists() and path.stat().st_size == len(body):
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_DRAFT)
    try:
        with os.fdopen(handle, "wb") as draft:
            draft.write(body)
            draft.flush()
            os.fsync(draft.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _settle(path.parent)
    _settle(path.parent.parent)


def _settle(folder: Path) -> None:
    """The name is on disk too, not only the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
