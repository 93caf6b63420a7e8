"""A progress bar on a terminal; nothing anywhere else."""

import sys
from types import TracebackType
from typing import Any


class Progress:
    """Shows how far a file has been read (`size` bytes, 0 when unknown) and how many posts a second."""

    def __init__(self, name: str, size: int) -> None:
        self._name, self._size, self._count = name, size, 0
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> "Progress":
        if sys.stderr.isatty():
            from rich import progress  # noqa: PLC0415 - only where somebody looks
            from rich.console import Console  # noqa: PLC0415

            self._bar = progress.Progress(
                progress.TextColumn("{task.description}"),
                progress.BarColumn(),
                progress.TextColumn("{task.fields[posts]:,} posts"),
                progress.TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(self._name, total=self._size or None, posts=0)
        return self

    def at(self, position: int, posts: int) -> None:
        """Where the file is (bytes), and how many posts came since the last call."""
        self._count += posts
        if self._bar:
            self._bar.update(self._task, completed=position, posts=self._count)

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()
