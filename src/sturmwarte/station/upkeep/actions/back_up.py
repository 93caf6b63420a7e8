"""Asks for a backup, and for one to be checked; the engine has it done."""

from datetime import datetime, timedelta

from django.db import transaction

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.upkeep.errors import Refused
from sturmwarte.station.upkeep.models import Backup
from sturmwarte.station.upkeep.roles import BACKUP, demand
from sturmwarte.station.upkeep.timetable import name_of

MAKE, VERIFY = "backup", "backup-check"
"""Kinds of jobs."""


def back_up(who: Permissions, now: datetime) -> Backup:
    """One more backup, now. One that is under way already is the same."""
    return ask(demand(who, BACKUP), now)


@transaction.atomic
def ask(by: str, now: datetime) -> Backup:
    """As `back_up`, for whoever `by` is: the timetable too. Jobs are made by the engine's clock."""
    under_way = Backup.objects.filter(
        state=Backup.State.WAITING, asked_at__gt=now - timedelta(hours=6)
    ).first()
    if under_way:
        return under_way
    row = Backup.objects.create(name=name_of(now), asked_at=now, asked_by=by)
    schedule(Due(MAKE, f"{MAKE}:{row.pk}", now, payload={"backup": row.pk}))
    record(by, "backup.ask", f"backup:{row.pk}", now)
    announce("backup", str(row.pk), now)
    return row


@transaction.atomic
def ask_check(who: Permissions, id: int, now: datetime) -> Backup:
    """Has a backup opened and compared."""
    demand(who, BACKUP)
    row = Backup.objects.filter(pk=id, state=Backup.State.MADE).first()
    if row is None:
        raise Refused("There is no such backup.")
    schedule(Due(VERIFY, f"{VERIFY}:{row.pk}:{now.timestamp():.0f}", now, payload={"backup": row.pk}))
    return row
