"""Who may teach the station, and who answers for what it learned."""

from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import CASES, WORK, Permissions
from sturmwarte.station.understand.errors import NotAllowed

LABEL: frozenset[str] = WORK
"""Corrects readings and labels posts."""
VERSIONS: frozenset[str] = frozenset({Role.OWNER, Role.LEAD})
"""Decides which version is at work, and takes back labels of others."""
SEE: frozenset[str] = CASES
"""Looks at what was learned."""


def demand(who: Permissions, roles: frozenset[str]) -> str:
    """The person as the audit trail names them; raises `NotAllowed`."""
    if who.user is None or not who.has(roles):
        raise NotAllowed("this person may not do that")
    return f"user:{who.user}"
