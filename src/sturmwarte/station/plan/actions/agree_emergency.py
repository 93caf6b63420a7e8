"""The second person agrees, and the emergency change counts."""

from datetime import datetime

from django.db import transaction

from sturmwarte.core.plan.emergency import Emergency
from sturmwarte.core.reason import Reason
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.actions.declare_emergency import declare_emergency
from sturmwarte.station.plan.actions.proposals import held, proposed
from sturmwarte.station.plan.errors import EmergencyRefused
from sturmwarte.station.plan.models import EmergencyProposal
from sturmwarte.station.plan.roles import AGREE, demand_change


@transaction.atomic
def agree_emergency(who: Permissions, id: int, now: datetime) -> Emergency:
    """Declares the proposed change, at once. Nobody agrees with themself: neither with another login of the
    same person nor with the same login linked to another one. Raises `EmergencyRefused`."""
    row = held(id, now)
    change = proposed(row)
    by = demand_change(who, AGREE, change)
    if row.user == who.user or row.by == who.person:
        raise EmergencyRefused([Reason("plan.emergency.own_proposal")])
    emergency = declare_emergency(change, row.by, who.person, row.reason, by, now)
    EmergencyProposal.objects.filter(pk=row.pk).update(
        state=EmergencyProposal.State.AGREED,
        settled_at=now,
        settled_by=who.user,
        emergency_id=int(emergency.id),
    )
    return emergency
