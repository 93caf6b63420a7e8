"""Files people bring: written whole into a folder of their own, found by the number of their row, swept."""

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

UNFINISHED_S = 3600.0
"""What an upload left that never ended is swept after this."""


class UploadError(ValueError):
    """A file that cannot be kept: says why, and the mend. Nothing was changed."""


@dataclass(frozen=True)
class Uploads:
    """`name` is the folder's in the data folder, `most` the largest size in bytes."""

    name: str
    most: int

    def folder(self) -> Path:
        place = Path(settings.DATA) / self.name
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return place

    def file_of(self, number: int) -> Path:
        return self.folder() / f"{number}.recording"

    @contextmanager
    def draft(self, parts: Iterable[bytes]) -> Iterator[Path]:
        """The bytes as a file; it is gone afterwards unless it was given its name (`file_of`) meanwhile."""
        draft = self.folder() / f".draft-{os.urandom(6).hex()}"
        try:
            self._write(draft, parts)
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    def sweep(self, kept: Collection[int], now: datetime) -> None:
        """Removes files that no row names, and what an upload left that never ended."""
        named = {self.file_of(number) for number in kept}
        for file in self.folder().iterdir():
            with suppress(OSError):  # gone meanwhile
                if file not in named and file.stat().st_mtime < now.timestamp() - UNFINISHED_S:
                    file.unlink()

    def _write(self, draft: Path, parts: Iterable[bytes]) -> None:
        size = 0
        try:
            with draft.open("xb") as file:
                for part in parts:
                    size += len(part)
                    if size > self.most:
                        raise UploadError(
                            _("The file is larger than %d MB: bring it in parts.") % (self.most // 2**20)
                        )
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise UploadError(_("The file cannot be kept: %s") % error.strerror) from None
        if not size:
            raise UploadError(_("The file is empty."))
