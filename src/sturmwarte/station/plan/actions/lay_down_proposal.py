"""A proposed emergency change that comes to nothing: declined by another, or withdrawn by its author."""

from datetime import datetime

from django.db import transaction

from sturmwarte.core.reason import Reason
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.actions.active import active_version
from sturmwarte.station.plan.actions.proposals import held, proposed
from sturmwarte.station.plan.errors import EmergencyRefused
from sturmwarte.station.plan.models import EmergencyProposal
from sturmwarte.station.plan.roles import AGREE, PROPOSE, demand_change


@transaction.atomic
def decline_emergency(who: Permissions, id: int, answer: str, now: datetime) -> None:
    """Whoever may agree may also say no; `answer` tells the other why."""
    row = held(id, now)
    by = demand_change(who, AGREE, proposed(row))
    if row.user == who.user:
        raise EmergencyRefused([Reason("plan.emergency.own_proposal")])
    _lay_down(row, EmergencyProposal.State.DECLINED, who, by, answer, now)


@transaction.atomic
def withdraw_emergency(who: Permissions, id: int, now: datetime) -> None:
    row = held(id, now)
    by = demand_change(who, PROPOSE, proposed(row))
    if row.user != who.user:
        raise EmergencyRefused([Reason("plan.emergency.not_own")])
    _lay_down(row, EmergencyProposal.State.WITHDRAWN, who, by, "", now)


def _lay_down(
    row: EmergencyProposal,
    state: EmergencyProposal.State,
    who: Permissions,
    by: str,
    answer: str,
    now: datetime,
) -> None:
    EmergencyProposal.objects.filter(pk=row.pk).update(
        state=state, settled_at=now, settled_by=who.user, answer=answer.strip()[:2000]
    )
    record(by, f"plan.emergency.{state}", f"proposal:{row.pk}", now, reason=answer.strip()[:2000])
    announce("plan", active_version(), now)
