"""Locks that end with the process that holds them, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENGINE, SERVE = "engine.lock", "serve.lock"
"""`engine.lock`: the one process that writes the archive. `serve.lock`: the one supervisor."""


class Held(Exception):
    """Another process holds the lock. `holder` says what it told about itself (command and pid)."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(f"{path.name} is held by {holder or 'another process'}")
        self.holder = holder


@contextmanager
def hold(path: Path, purpose: str) -> Iterator[None]:
    """Holds the lock while the block runs; raises `Held` at once when another process has it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held(path, os.pread(handle, 200, 0).decode(errors="replace").strip()) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{purpose} (process {os.getpid()})".encode(), 0)
        yield
    finally:
        # The file stays: removing it would let two processes lock two files of one name.
        os.close(handle)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock right now."""
    try:
        with path.open("rb") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
    except FileNotFoundError:
        pass
    return False
