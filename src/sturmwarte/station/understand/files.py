"""Where learned weights lie: DATA/models/<number>.model. The database keeps the checksum of each file.

Derived data: they hold no texts, stay out of the database, and can be made again from the labels.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from sturmwarte.station.understand.models import ModelVersion

KEPT = 5
"""Versions whose files are kept to go back to."""


def folder() -> Path:
    return Path(settings.DATA) / "models"


def path_of(number: int) -> Path:
    return folder() / f"{number}.model"


def checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def is_whole(version: ModelVersion) -> bool:
    """Whether the version's file is there as it was written; true where nothing was learned, and no file."""
    if not version.checksum:
        return True
    path = path_of(version.number)
    try:
        state = path.stat()
    except OSError:
        return False
    return _sum(path, state.st_mtime_ns, state.st_size) == version.checksum


@lru_cache(maxsize=32)
def _sum(path: Path, _changed: int, _size: int) -> str:
    # Read again only when the file has changed: pages ask for several versions at a time.
    try:
        return checksum(path.read_bytes())
    except OSError:
        return ""
