"""Who keeps posts as evidence, and so reads what was deleted meanwhile."""

from dataclasses import replace

from sturmwarte.station.archive.may import May
from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import Permissions, may

KEEP: frozenset[str] = frozenset({Role.OWNER, Role.LEAD, Role.LEGAL, Role.DATA_PROTECTION})


def may_keep(who: Permissions) -> May:
    """The posts this person may keep, and whose words they read while they are kept."""
    return replace(may(held for held in who.held if held.role in KEEP), names=True, held=True)
