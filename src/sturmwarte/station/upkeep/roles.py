"""Who looks after the station."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.upkeep.errors import NotAllowed

SETTINGS: frozenset[str] = frozenset({Role.OWNER, Role.WORKS_COUNCIL})
"""Reads what is set and what it does."""
BACKUP: frozenset[str] = frozenset({Role.OWNER})
"""Makes, checks and fetches backups: whoever has one has everything."""
HEALTH: frozenset[str] = frozenset({Role.OWNER, Role.LEAD, Role.DUTY, Role.DATA_PROTECTION})
"""Sees how the station is."""
MEND: frozenset[str] = frozenset({Role.OWNER, Role.LEAD})
"""Has it examined, tries again what gave up."""
REFUSED: frozenset[str] = frozenset({Role.OWNER, Role.LEAD, Role.DUTY, Role.DATA_PROTECTION})
"""Sees what could not be read; whose words it shows is another question (`refused.py`)."""
AUDIT: frozenset[str] = frozenset({Role.OWNER, Role.DATA_PROTECTION})
"""Reads who did what."""


def demand(who: Permissions, roles: Collection[str]) -> str:
    """The person as the audit trail names them; raises `NotAllowed`."""
    if who.user is None or not who.has(roles):
        raise NotAllowed(_("You may not do that: ask the owner of the station."))
    return f"user:{who.user}"
