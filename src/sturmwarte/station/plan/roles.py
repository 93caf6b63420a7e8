"""Who may do what with the plan."""

from collections.abc import Collection

from sturmwarte.core.plan.emergency import Change
from sturmwarte.core.reason import Reason
from sturmwarte.station.frame.access import ANY_ROLE
from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.errors import EmergencyRefused

SEE: frozenset[str] = ANY_ROLE
"""Reads the plan: whoever works here must know what it says."""
EDIT: frozenset[str] = frozenset({Role.OWNER, Role.LEAD})
"""Writes the plan, makes it active and brings an earlier one back."""
LIFE: frozenset[str] = ANY_ROLE - {Role.AGENCY, Role.WORKS_COUNCIL, Role.DATA_PROTECTION}
"""Sees what became of the plan: its history, its emergency changes, what of it is out of date."""
PROPOSE: frozenset[str] = frozenset({Role.OWNER, Role.LEAD, Role.DUTY})
"""Proposes an emergency change, and ends one before its time."""
AGREE: frozenset[str] = PROPOSE | {Role.APPROVER, Role.LEGAL}
"""Is the second person of an emergency change."""


def covers(who: Permissions, roles: Collection[str], change: Change) -> bool:
    """Whether one of the grants with these roles reaches as far as the change does.

    A grant limited to a channel is enough for a change of that channel alone, and likewise with topics.
    """
    channels, topics = set(change.channels), set(getattr(change, "topics", ()))
    return any(
        (not held.channel or channels == {held.channel}) and (not held.topic or topics == {held.topic})
        for held in who.held
        if held.role in roles
    )


def demand_change(who: Permissions, roles: Collection[str], change: Change) -> str:
    """Who acts, as the audit trail names them; raises `EmergencyRefused`."""
    if who.user is None or not who.has(roles):
        raise EmergencyRefused([Reason("plan.emergency.not_allowed")])
    if not who.person:
        raise EmergencyRefused([Reason("plan.emergency.no_person")])
    if not covers(who, roles, change):
        raise EmergencyRefused([Reason("plan.emergency.too_wide")])
    return f"user:{who.user}"
