"""Removes a backup's file; a copy that was downloaded stays where it is."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.upkeep.errors import Refused
from sturmwarte.station.upkeep.models import Backup
from sturmwarte.station.upkeep.roles import BACKUP, demand


@transaction.atomic
def forget_backup(who: Permissions, id: int, now: datetime) -> None:
    by = demand(who, BACKUP)
    made = Backup.objects.filter(state=Backup.State.MADE)
    row = made.filter(pk=id).first()
    if row is None:
        raise Refused(_("There is no such backup."))
    if made.count() == 1:
        raise Refused(_("This is the only backup there is. Make another one first."))
    Backup.objects.filter(pk=id).update(state=Backup.State.GONE)
    record(by, "backup.forget", f"backup:{id}", now, after={"name": row.name})
    announce("backup", str(id), now)
    # Last: a crash before this leaves a file that no list names, never a list that names no file.
    transaction.on_commit(lambda: (Path(settings.BACKUPS) / row.name).unlink(missing_ok=True))
