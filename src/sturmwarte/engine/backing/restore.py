"""Brings a backup back. Everything is checked before anything is touched, and erased posts stay erased.

1. The archive is unpacked beside the data folder and held against its manifest.
2. The tombstones of the present database are read: what was erased after the backup was made.
3. The present database is moved to `before-restore-TIME`; a crash here leaves both copies on disk.
4. The backup's database takes its place, its schema is brought up to date, the tombstones are replayed,
   and the result is checked.
"""

import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction

from sturmwarte.engine import lock, setup
from sturmwarte.engine.backing import manifest as manifests
from sturmwarte.engine.backing.backup import BESIDE, DATABASE
from sturmwarte.engine.backing.manifest import Manifest
from sturmwarte.engine.errors import Environment, Refused
from sturmwarte.station.archive import Archive
from sturmwarte.station.ledger.record import first_break, record


@dataclass(frozen=True)
class Restored:
    """`kept`: where the former data are now. `erased`: posts removed again by replayed tombstones."""

    manifest: Manifest
    kept: Path | None
    erased: int


def restore(
    source: Path, data: Path, now: datetime, *, force: bool = False, without_tombstones: bool = False
) -> Restored:
    """Restores `source` into the data folder. A folder that holds a station needs `force`."""
    if connection.vendor != "sqlite":
        raise Refused("the database is PostgreSQL: restore it with pg_restore")
    with ExitStack() as stack:
        for name in (lock.SERVE, lock.ENGINE):
            try:
                stack.enter_context(lock.hold(data / name, "sturmwarte restore"))
            except lock.Held as held:
                raise Environment(f"stop the station first: {held}") from None
        if (data / DATABASE).exists() and not force:
            raise Refused(f"{data} holds a station already: --force keeps it aside and restores")
        draft = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=data, prefix=".restore-")))
        manifest = _unpack(source, draft)
        tombstones = [] if without_tombstones else _tombstones(data)
        kept = _put_aside(data, now)
        _put_in_place(data, draft)
        erased = _finish(source, tombstones, now)
    return Restored(manifest, kept, erased)


def check(source: Path) -> Manifest:
    """Whether a backup is whole: unpacks it and compares every file. Touches nothing."""
    with tempfile.TemporaryDirectory(prefix="sturmwarte-check-") as name:
        return _unpack(source, Path(name))


def _unpack(source: Path, draft: Path) -> Manifest:
    try:
        with tarfile.open(source, "r:gz") as tar:
            first = tar.next()
            if first is None or first.name != manifests.NAME:
                raise Refused(f"{source}: this is no backup of Sturmwarte")
            stream = tar.extractfile(first)
            manifest = manifests.read(stream.read() if stream else b"", str(source))
            tar.extractall(draft, filter="data")
    except FileNotFoundError:
        raise Refused(f"{source}: no such file; check the name and the folder you are in") from None
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno and not isinstance(error, EOFError):
            raise Environment(f"{source}: {error.strerror}") from None
        raise Refused(f"{source}: damaged or no backup; use another one") from None
    for name, expected in manifest.files.items():
        path = draft / name
        if not path.is_file() or manifests.sum_of(path) != tuple(expected):
            raise Refused(f"{source}: {name} in it is damaged; use another backup")
    _check_database(draft / DATABASE, source)
    return manifest


def _check_database(database: Path, source: Path) -> None:
    try:
        copy = sqlite3.connect(database)
        try:
            (said,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        finally:
            copy.close()
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise Refused(f"{source}: the database in it is damaged ({said}); use another backup")


def _tombstones(data: Path) -> Sequence[Any]:
    """What must stay erased, as the present database knows it."""
    if not (data / DATABASE).exists() or setup.is_new():
        return []
    try:
        return list(Archive().tombstones())
    except DatabaseError as error:
        raise Refused(
            f"the present database cannot be read ({error}), so what was erased since the backup is unknown:"
            " restore with --without-tombstones and erase it again"
        ) from None


def _put_aside(data: Path, now: datetime) -> Path | None:
    connection.close()
    present = [
        path for path in (*data.glob(f"{DATABASE}*"), *(data / name for name in BESIDE)) if path.exists()
    ]
    if not present:
        return None
    aside = data / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    for path in present:
        path.rename(aside / path.name)
    return aside


def _put_in_place(data: Path, draft: Path) -> None:
    for name in (*BESIDE, DATABASE):  # the database last: with it the station is there again
        if (draft / name).exists():
            shutil.move(draft / name, data / name)


def _finish(source: Path, tombstones: Sequence[Any], now: datetime) -> int:
    setup.migrate()
    with transaction.atomic():
        erased = Archive().replay_tombstones(tombstones, now) if tombstones else 0
        record("command line", "station.restore", source.name, now, after={"erased_again": erased})
    if broken := first_break():
        raise Refused(f"restored, but its audit trail is broken at entry {broken}: see `sturmwarte doctor`")
    return erased
