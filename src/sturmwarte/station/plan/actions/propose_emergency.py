"""Proposes an emergency change: it counts as soon as a second person agrees."""

from datetime import datetime

import msgspec
from django.db import transaction

from sturmwarte.core.plan.emergency import Change, objections
from sturmwarte.core.reason import Reason
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.actions.active import active_version
from sturmwarte.station.plan.actions.ask_second import ask_second
from sturmwarte.station.plan.actions.proposals import EXPIRES_AFTER, proposed, waiting
from sturmwarte.station.plan.errors import EmergencyRefused
from sturmwarte.station.plan.models import EmergencyProposal
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.plan.roles import PROPOSE, demand_change


@transaction.atomic
def propose_emergency(who: Permissions, change: Change, reason: str, now: datetime) -> EmergencyProposal:
    """Keeps the proposal and asks everybody who may agree, by mail where there is a mail server.

    Raises `EmergencyRefused` with everything that stands against it. Proposing the same thing twice, as a
    second press of the button does, gives the proposal that waits already.
    """
    by = demand_change(who, PROPOSE, change)
    _check(who, change, reason)
    stored = msgspec.to_builtins(change)
    for row in waiting(now):
        if row.user == who.user and proposed(row) == change:
            return row
    row = EmergencyProposal.objects.create(
        change=stored,
        reason=reason.strip()[:2000],
        by=who.person,
        user=who.user or 0,
        at=now,
        expires_at=now + EXPIRES_AFTER,
    )
    after = {"change": stored, "by": who.person}
    record(by, "plan.emergency.propose", f"proposal:{row.pk}", now, reason=row.reason, after=after)
    ask_second(row, now)
    announce("plan", active_version(), now)
    return row


def _check(who: Permissions, change: Change, reason: str) -> None:
    plan = active_plan().plan
    if plan is None:
        raise EmergencyRefused([Reason("plan.emergency.no_plan")])
    found = objections(plan, change, reason, SECTIONS)
    if who.person not in {person.id for person in plan.values.get("people", ())}:
        found.insert(0, Reason("plan.emergency.unknown_person", {"id": who.person}))
    if found:
        raise EmergencyRefused(found)
