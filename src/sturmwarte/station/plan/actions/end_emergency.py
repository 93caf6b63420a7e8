"""Ends an emergency change: by a person before its time, or because its day is over."""

from datetime import datetime

from django.db import transaction

from sturmwarte.core.reason import Reason
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import withdraw
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.actions.active import active_version
from sturmwarte.station.plan.actions.emergencies import as_emergency, job_key
from sturmwarte.station.plan.errors import EmergencyRefused
from sturmwarte.station.plan.models import EmergencyChange
from sturmwarte.station.plan.roles import PROPOSE, demand_change

ENGINE = "engine"


@transaction.atomic
def end_emergency(id: str, actor: str, now: datetime, reason: str = "") -> None:
    """From now on the plan counts again as it is written. `EmergencyRefused` when the change is over."""
    row = EmergencyChange.objects.filter(pk=id, standing=True).first() if id.isdecimal() else None
    if row is None or not as_emergency(row).holds(now):
        raise EmergencyRefused([Reason("plan.emergency.not_standing", {"id": id})])
    EmergencyChange.objects.filter(pk=row.pk).update(standing=False, ended_at=now, ended_by=actor)
    withdraw([job_key(id)])
    record(actor, "plan.emergency.end", f"emergency:{id}", now, reason=reason)
    announce("plan", active_version(), now)


@transaction.atomic
def end_by(who: Permissions, id: str, reason: str, now: datetime) -> None:
    """As `end_emergency`, by a person whose grants reach as far as the change does."""
    row = EmergencyChange.objects.filter(pk=id, standing=True).first() if id.isdecimal() else None
    if row is None:
        raise EmergencyRefused([Reason("plan.emergency.not_standing", {"id": id})])
    end_emergency(id, demand_change(who, PROPOSE, as_emergency(row).change), now, reason.strip()[:2000])


@transaction.atomic
def lapse_emergency(id: int, now: datetime) -> datetime | None:
    """Puts a change down whose day is over. Returns when it will be, if it is not yet."""
    row = EmergencyChange.objects.filter(pk=id, standing=True).first()
    if row is None:
        return None
    if now < (end := as_emergency(row).lapses_at):
        return end
    EmergencyChange.objects.filter(pk=id).update(standing=False)
    record(ENGINE, "plan.emergency.lapse", f"emergency:{id}", now)
    announce("plan", active_version(), now)
    return None
