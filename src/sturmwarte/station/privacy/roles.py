"""Who answers people's requests, and who sees what of the room Privacy."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.privacy.errors import NotAllowed

PERSONS: frozenset[str] = frozenset({Role.OWNER, Role.DATA_PROTECTION})
"""Finds people, tells them what is kept, erases them."""
HOLDS: frozenset[str] = PERSONS | {Role.LEGAL}
"""Sees what is kept as evidence."""
CHANGE_HOLDS: frozenset[str] = frozenset({Role.OWNER, Role.LEGAL})
"""Extends and ends it."""
DOCUMENTS: frozenset[str] = PERSONS | {Role.WORKS_COUNCIL}
"""Reads the documents; the works council the list of staff data alone."""
ROOM: frozenset[str] = PERSONS | HOLDS | DOCUMENTS


def demand(who: Permissions, roles: Collection[str]) -> str:
    """The person as the audit trail names them; raises `NotAllowed`."""
    if who.user is None or not who.has(roles):
        raise NotAllowed(_("You may not do that: ask the owner of the station."))
    return f"user:{who.user}"
