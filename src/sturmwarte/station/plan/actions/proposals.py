"""Which emergency changes wait for a second person."""

from datetime import datetime, timedelta

import msgspec

from sturmwarte.core.plan.emergency import Change, Freeze, Reassign, Reword
from sturmwarte.core.reason import Reason
from sturmwarte.station.plan.errors import EmergencyRefused
from sturmwarte.station.plan.models import EmergencyProposal

EXPIRES_AFTER = timedelta(hours=2)
"""On a bad night the ground moves: what was asked two hours ago is asked again, not agreed to."""


def waiting(now: datetime) -> list[EmergencyProposal]:
    """Oldest first."""
    found = EmergencyProposal.objects.filter(state=EmergencyProposal.State.WAITING, expires_at__gt=now)
    return list(found.order_by("at", "id"))


def proposed(row: EmergencyProposal) -> Change:
    change: Change = msgspec.convert(row.change, Reassign | Reword | Freeze)
    return change


def held(id: int, now: datetime) -> EmergencyProposal:
    """A waiting proposal, held for the transaction; `EmergencyRefused` when it waits no longer."""
    row = EmergencyProposal.objects.select_for_update().filter(pk=id).first()
    if row is None or row.state != EmergencyProposal.State.WAITING or row.expires_at <= now:
        raise EmergencyRefused([Reason("plan.emergency.not_waiting")])
    return row
