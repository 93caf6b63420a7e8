"""The file of rows that were set aside, beside the original: to be mended and taken in again."""

import os
import tempfile
from pathlib import Path
from typing import BinaryIO

ENDING = ".rejected"


class Rejects:
    """Rows are written to a draft; `keep` gives it its name. Nothing appears when there was no row."""

    def __init__(self, source: str, head: bytes, fallback: Path) -> None:
        path = Path("stdin.jsonl") if source == "-" else Path(source)
        self._name = path.name.removesuffix(".gz") + ENDING
        self._folders = [fallback] if source == "-" else [path.resolve().parent, fallback]
        self._head, self._draft = head, Path()
        self._stream: BinaryIO | None = None
        self.count = 0

    def add(self, written: bytes) -> None:
        if self._stream is None:
            self._stream = self._open()
            self._stream.write(self._head)
        self._stream.write(written if written.endswith(b"\n") else written + b"\n")
        self.count += 1

    def keep(self) -> Path | None:
        """Puts the file in its place, whole; returns where, or None when nothing was rejected."""
        if self._stream is None:
            return None
        with self._stream as stream:
            stream.flush()
            os.fsync(stream.fileno())
        path = self._draft.with_name(self._name)
        self._draft.replace(path)
        self._stream = None
        return path

    def drop(self) -> None:
        """Removes the draft, when the work ended early."""
        if self._stream is not None:
            self._stream.close()
            self._draft.unlink(missing_ok=True)
            self._stream = None

    def _open(self) -> BinaryIO:
        """In the first folder that takes it: others' folders may be read-only."""
        for folder in self._folders[:-1]:
            try:
                return self._in(folder)
            except OSError:
                continue
        self._folders[-1].mkdir(parents=True, exist_ok=True)
        return self._in(self._folders[-1])

    def _in(self, folder: Path) -> BinaryIO:
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{self._name}.")
        self._draft = Path(name)
        return os.fdopen(handle, "wb")
