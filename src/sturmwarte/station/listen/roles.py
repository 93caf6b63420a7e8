"""Who may look at sources, and who may change them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sturmwarte.station.listen.errors import NotAllowed
from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import CASES, Permissions

SEE: frozenset[str] = CASES | {Role.DATA_PROTECTION, Role.WORKS_COUNCIL}
"""Sees what is listened to and how well it is heard; settings without secrets."""
CHANGE: frozenset[str] = frozenset({Role.OWNER, Role.LEAD})
"""Connects, changes, rests and removes sources, and sees what one would bring."""


@dataclass(frozen=True)
class Machine(Permissions):
    """Whoever has the machine and its data folder, as on the command line. `actor` is their name in the audit
    trail."""

    actor: str = "command line"


def may_change(who: Permissions, channel: str) -> bool:
    """Whether one of the person's grants covers a source of this channel. One for a topic does not: a source
    brings posts of all topics."""
    return any(held.role in CHANGE and held.channel in {"", channel} and not held.topic for held in who.held)


def demand(who: Permissions, channel: str, roles: Collection[str] = CHANGE) -> str:
    """The person as the audit trail names them; raises `NotAllowed`."""
    if isinstance(who, Machine):
        return who.actor
    if who.user is None or not who.has(roles) or not may_change(who, channel):
        raise NotAllowed(_("You may not do that: ask the owner of the station."))
    return f"user:{who.user}"
