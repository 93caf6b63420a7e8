"""Who may do what with the plan."""

from sturmwarte.station.frame.access import ANY_ROLE
from sturmwarte.station.people.models import Role

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
