"""Makes an emergency change: at once, by two people, for a day."""

from datetime import datetime

import msgspec
from django.db import transaction

from sturmwarte.core.plan.emergency import Emergency, Freeze, Reassign, Reword, refusals
from sturmwarte.core.plan.load import load
from sturmwarte.core.reason import Reason
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.record import record
from sturmwarte.station.plan.actions.active import active_snapshot, active_version
from sturmwarte.station.plan.actions.emergencies import LAPSE_JOB, as_emergency, job_key
from sturmwarte.station.plan.errors import EmergencyRefused
from sturmwarte.station.plan.models import EmergencyChange


@transaction.atomic
def declare_emergency(
    change: Reassign | Reword | Freeze, by: str, second: str, reason: str, actor: str, now: datetime
) -> Emergency:
    """Lays `change` over the active plan; the engine uses it from its next batch on.

    `by` and `second` are plan ids of two people, `actor` the login or command that says so. Raises
    `EmergencyRefused` with everything that stands against it.
    """
    _check(Emergency("", change, reason, by, second, now))
    row = EmergencyChange.objects.create(
        change=msgspec.to_builtins(change), reason=reason.strip(), by=by, second=second, actor=actor, at=now
    )
    emergency = as_emergency(row)
    schedule(Due(LAPSE_JOB, job_key(emergency.id), emergency.lapses_at, payload={"emergency": row.pk}))
    after = {"change": row.change, "by": by, "second": second, "lapses_at": emergency.lapses_at.isoformat()}
    record(actor, "plan.emergency.declare", f"emergency:{row.pk}", now, reason=row.reason, after=after)
    announce("plan", active_version(), now)
    return emergency


def _check(wanted: Emergency) -> None:
    snapshot = active_snapshot()
    plan = load(snapshot.files, SECTIONS).plan if snapshot else None
    if plan is None:
        raise EmergencyRefused([Reason("plan.emergency.no_plan")])
    if found := refusals(plan, wanted, SECTIONS):
        raise EmergencyRefused(found)
