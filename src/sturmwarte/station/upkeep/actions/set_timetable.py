"""Sets when backups are made by themselves."""

from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.upkeep.errors import Refused
from sturmwarte.station.upkeep.models import Timetable
from sturmwarte.station.upkeep.roles import BACKUP, demand
from sturmwarte.station.upkeep.timetable import next_time

DAILY = "backup-daily"
"""The job's kind and key: there is one."""
MOST_KEPT = 366


@transaction.atomic
def set_timetable(who: Permissions, *, on: bool, at: time, keep: int, now: datetime) -> Timetable:
    """`at` in the station's zone; `keep`: how many of those it made stay. Works from now on."""
    by = demand(who, BACKUP)
    if not 1 <= keep <= MOST_KEPT:
        raise Refused(_("Keep at least 1 and at most %(most)s backups.") % {"most": MOST_KEPT})
    known = Timetable.objects.filter(pk=1).first()
    before = _told(known) if known else None
    row, _made = Timetable.objects.update_or_create(pk=1, defaults={"on": on, "at": at, "keep": keep})
    plan(row, now)
    record(by, "backup.timetable", "backups", now, before=before, after=_told(row))
    announce("backup", "", now)
    return row


def plan(row: Timetable, now: datetime) -> None:
    """The daily job at its next time, or none."""
    if row.on:
        fresh = {"state": Job.State.QUEUED, "due": next_time(row.at, settings.TIME_ZONE, now), "attempts": 0}
        Job.objects.update_or_create(key=DAILY, defaults={"kind": DAILY, **fresh})
    else:
        Job.objects.filter(key=DAILY).delete()


def _told(row: Timetable) -> dict[str, object]:
    return {"on": row.on, "at": f"{row.at:%H:%M}", "keep": row.keep}
