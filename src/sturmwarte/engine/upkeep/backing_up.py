"""Makes a backup that was asked for, checks one, and lets the old ones go.

1. The file is written beside its place and moved there whole (`backing.backup`).
2. Its row says that it is there. A crash between the two leaves the file: the next attempt opens it, and when
   it is whole it is the backup. So a station that was restored from a backup which held its own asking for it
   never writes over that file.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from sturmwarte.engine.backing import restore
from sturmwarte.engine.backing.backup import backup
from sturmwarte.engine.backing.manifest import Manifest
from sturmwarte.engine.errors import EngineError, Refused
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.upkeep.models import Backup, Timetable
from sturmwarte.station.upkeep.timetable import too_many


def make(data: Path, id: int, now: datetime) -> None:
    """Makes the backup of this row; a failure is written there."""
    row = Backup.objects.filter(pk=id, state=Backup.State.WAITING).first()
    if row is None:
        return
    folder = Path(settings.BACKUPS)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        manifest = _already_there(folder / row.name) or backup(data, folder / row.name, now)
    except (EngineError, OSError) as error:
        _failed(row, str(error), now)
        return
    _made(row, folder, manifest, now)
    _let_go(folder, now)


def verify(id: int, now: datetime) -> None:
    """Opens the file, compares every part with the manifest, and has SQLite look at the database in it."""
    row = Backup.objects.filter(pk=id, state=Backup.State.MADE).first()
    if row is None:
        return
    why, whole = "", True
    try:
        restore.check(Path(settings.BACKUPS) / row.name)
    except EngineError as error:
        why, whole = str(error), False
    with transaction.atomic():
        Backup.objects.filter(pk=id).update(checked_at=now, whole=whole, why=why)
        record("station", "backup.check", f"backup:{id}", now, after={"whole": whole})
        announce("backup", str(id), now)


def _already_there(path: Path) -> Manifest | None:
    """What a file of this name says of itself, when it is whole; a damaged one makes room."""
    if not path.exists():
        return None
    try:
        return restore.check(path)
    except Refused:
        return None


@transaction.atomic
def _made(row: Backup, folder: Path, manifest: Manifest, now: datetime) -> None:
    size = (folder / row.name).stat().st_size
    Backup.objects.filter(pk=row.pk).update(
        state=Backup.State.MADE, made_at=manifest.made_at, size=size, files=len(manifest.files), why=""
    )
    record("station", "backup.made", f"backup:{row.pk}", now, after={"name": row.name, "bytes": size})
    announce("backup", str(row.pk), now)


@transaction.atomic
def _failed(row: Backup, why: str, now: datetime) -> None:
    Backup.objects.filter(pk=row.pk).update(state=Backup.State.FAILED, why=why[:2000])
    record("station", "backup.failed", f"backup:{row.pk}", now)
    announce("backup", str(row.pk), now)


def _let_go(folder: Path, now: datetime) -> None:
    """Removes the oldest of those the timetable made, beyond the number that is kept."""
    timetable = Timetable.objects.filter(pk=1, on=True).first()
    for row in too_many(timetable) if timetable else ():
        (folder / row.name).unlink(missing_ok=True)
        with transaction.atomic():
            Backup.objects.filter(pk=row.pk).update(state=Backup.State.GONE)
            record("station", "backup.forget", f"backup:{row.pk}", now, after={"name": row.name})
