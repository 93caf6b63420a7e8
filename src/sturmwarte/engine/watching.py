"""The watched folder: files put there are taken in, then moved to `done`; what failed goes to `rejected`."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from sturmwarte.engine.clock import RealClock
from sturmwarte.engine.context import Context
from sturmwarte.engine.errors import Refused
from sturmwarte.engine.files.opening import Opened, Unreadable, open_file
from sturmwarte.engine.files.rejects import Rejects
from sturmwarte.engine.files.rows import JsonLines, Row, Rows, Table
from sturmwarte.engine.intake import Direct, batches

ENDINGS = (".jsonl", ".ndjson", ".csv", ".tsv")
SETTLED_S = 2.0
"""A file that has not grown for so long is complete; move files in rather than writing them there."""

log = logging.getLogger("sturmwarte.engine.watch")


class Watch:
    """Call `step` often: each call takes one batch, so that the inbox is not kept waiting by a large file."""

    def __init__(self, folder: Path, context: Context, zone: ZoneInfo) -> None:
        self._folder, self._context, self._zone = folder, context, zone
        self._work: Iterator[None] | None = None

    def step(self) -> bool:
        """True when there was something to do."""
        if self._work is None:
            path = self._next()
            if path is None:
                return False
            self._work = self._take(path)
        if next(self._work, self) is self:
            self._work = None
        return True

    def _next(self) -> Path | None:
        try:
            files = sorted(p for p in self._folder.iterdir() if _ours(p))
        except OSError:
            return None
        now = time.time()
        return next((path for path in files if now - path.stat().st_mtime > SETTLED_S), None)

    def _take(self, path: Path) -> Iterator[None]:
        try:
            opened = open_file(str(path))
        except (Unreadable, OSError) as error:
            self._move(path, "rejected")
            log.warning("%s: %s", path.name, error)
            return
        rejects: Rejects | None = None
        try:
            rows = self._rows(opened, path)
            (self._folder / "rejected").mkdir(exist_ok=True)
            rejects = Rejects(
                str(self._folder / "rejected" / path.name), rows.head, self._folder / "rejected"
            )
            yield from self._batches(path, rows, rejects)
            rejects.keep()
            self._move(path, "done")
        except Refused as error:
            self._move(path, "rejected")
            log.warning("%s", error)
        finally:
            if rejects:
                rejects.drop()
            opened.close()

    def _batches(self, path: Path, rows: Rows, rejects: Rejects) -> Iterator[None]:
        def on_reject(row: Row, why: str) -> None:
            log.warning("%s:%d: %s", path.name, row.number, why)
            rejects.add(row.written)

        intake = Direct(self._context, RealClock(), "live", _channel(path), on_reject)
        for part in batches(iter(rows)):
            for row in part:
                if not row.line:
                    on_reject(row, row.why)
            intake.take([row for row in part if row.line])
            yield

    def _rows(self, opened: Opened, path: Path) -> Rows:
        if path.name.removesuffix(".gz").lower().endswith((".jsonl", ".ndjson")):
            return JsonLines(opened, {})
        channel = _channel(path)
        table = Table(opened, self._zone, {"channel": channel, "network": channel})
        if not {"text", "title"} & set(table.mapping):
            raise Unreadable(f"{path.name}: no column for the text; name one `text` in the header")
        return table

    def _move(self, path: Path, to: str) -> None:
        folder = self._folder / to
        folder.mkdir(exist_ok=True)
        target = folder / path.name
        if target.exists():
            target = folder / f"{int(time.time())}-{path.name}"
        path.replace(target)


def _ours(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return name.endswith(ENDINGS) and not name.startswith(".") and path.is_file()


def _channel(path: Path) -> str:
    return f"file:{path.name.removesuffix('.gz').rpartition('.')[0]}"
