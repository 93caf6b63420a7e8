"""What a backup says about itself, so that a restore can tell a whole one from a damaged one."""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from sturmwarte.engine.errors import Refused

NAME = "manifest.json"
FORMAT = 1


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`files`: name -> (bytes, SHA-256). `migrations`: what the database's schema was made by."""

    format: int
    made_at: datetime
    version: str
    files: dict[str, tuple[int, str]]
    migrations: list[str]
    audit_head: str = ""


def written(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2)


def read(data: bytes, name: str) -> Manifest:
    try:
        found = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused(f"{name}: its manifest is damaged; use another backup") from None
    if found.format > FORMAT:
        raise Refused(f"{name}: made by a newer version ({found.version}); install that first")
    return found


def sum_of(path: Path) -> tuple[int, str]:
    """(bytes, SHA-256) of a file."""
    with path.open("rb") as stream:
        return path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()
