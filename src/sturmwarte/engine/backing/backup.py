"""Copies the whole station into one file, while it runs."""

import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.db import connection

from sturmwarte import __version__
from sturmwarte.engine.backing.manifest import FORMAT, NAME, Manifest, sum_of, written
from sturmwarte.engine.errors import Environment, Refused

DATABASE = "sturmwarte.db"
BESIDE = ("rejected", "evidence")
"""Folders in the data folder that belong to the station; static files and metrics are made anew."""


def backup(data: Path, target: Path, now: datetime) -> Manifest:
    """Writes `target`, whole or not at all, readable by its owner only. The keys are not in it.

    SQLite's own backup takes one moment of the database; readers and writers go on meanwhile.
    """
    if connection.vendor != "sqlite":
        raise Refused("the database is PostgreSQL: back it up with pg_dump")
    if not (data / DATABASE).exists():
        raise Refused(f"there is no station in {data} yet: nothing to back up")
    folder = target.resolve().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check_space(data, folder)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as name:
            return _write(data, target, Path(name), now)
    except sqlite3.Error as error:
        raise Environment(f"the database cannot be copied ({error}): see `sturmwarte doctor`") from None


def _write(data: Path, target: Path, draft: Path, now: datetime) -> Manifest:
    _copy_database(data / DATABASE, draft / DATABASE)
    files = {DATABASE: draft / DATABASE, **_beside(data)}
    migrations, head = _told_by(draft / DATABASE)
    manifest = Manifest(
        format=FORMAT,
        made_at=now,
        version=__version__,
        files={name: sum_of(path) for name, path in files.items()},
        migrations=migrations,
        audit_head=head,
    )
    packed = draft / "packed"
    handle = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=6) as tar:
            _add(tar, NAME, written(manifest), now)
            for name, path in files.items():
                tar.add(path, arcname=name, recursive=False)
        stream.flush()
        os.fsync(stream.fileno())
    packed.replace(target)
    return manifest


def _beside(data: Path) -> dict[str, Path]:
    """Files in the folders, by name. Those that begin with a dot are drafts that somebody is writing."""
    found = (path for name in BESIDE for path in (data / name).rglob("*"))
    return {str(p.relative_to(data)): p for p in found if p.is_file() and not p.name.startswith(".")}


def _copy_database(source: Path, target: Path) -> None:
    """In one step, so that a writer cannot make it begin again and again."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=20)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new, pages=-1)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it


def _told_by(database: Path) -> tuple[list[str], str]:
    with closing(sqlite3.connect(database)) as copy:
        names = [f"{a}.{n}" for a, n in copy.execute("SELECT app, name FROM django_migrations ORDER BY id")]
        head = copy.execute("SELECT hash FROM ledger_auditentry ORDER BY id DESC LIMIT 1").fetchone()
    return names, head[0] if head else ""


def _add(tar: tarfile.TarFile, name: str, content: bytes, now: datetime) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(content), 0o600, int(now.timestamp())
    tar.addfile(entry, io.BytesIO(content))


def _check_space(data: Path, folder: Path) -> None:
    """The copy and its packed form lie side by side for a moment."""
    sizes = [path.stat().st_size for path in data.glob(f"{DATABASE}*")]
    beside = [path.stat().st_size for path in _beside(data).values()]
    need, free = 2 * sum(sizes) + sum(beside), shutil.disk_usage(folder).free
    if free < need:
        asked, there = need // 2**20, free // 2**20
        raise Environment(
            f"{folder}: {asked} MB needed, {there} MB free; free some space or name another place"
        )
