"""Who may decide what about waves."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from sturmwarte.station.foresee.errors import NotAllowed, WaveError
from sturmwarte.station.foresee.models import Wave
from sturmwarte.station.foresee.sight import visible, wave
from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import CASES, WORK, Permissions, may

SEE: frozenset[str] = CASES
"""Looks at waves; each sees those of the topics and channels they may read (`sight`)."""
JUDGE: frozenset[str] = WORK
"""Says whether a wave was one."""
STEP_DOWN: frozenset[str] = frozenset({Role.OWNER, Role.LEAD, Role.DUTY})
"""Lowers a level, and mutes a topic."""
BRING: frozenset[str] = frozenset({Role.OWNER, Role.LEAD})
"""Brings counts of another tool, or recorded storms."""


def demand(who: Permissions, roles: Collection[str]) -> str:
    """The person as the audit trail names them; raises `NotAllowed`."""
    if who.user is None or not who.has(roles):
        raise NotAllowed(_("You may not do that: ask the owner of the station."))
    return f"user:{who.user}"


def demand_topic(who: Permissions, roles: Collection[str], topic: str) -> str:
    """As `demand`, for what concerns a whole topic: a grant that is limited to a channel is not enough."""
    by = demand(who, roles)
    if not any(held.role in roles and not held.channel and held.topic in {"", topic} for held in who.held):
        raise NotAllowed(_("You may not do that for this topic: ask the owner of the station."))
    return by


def demand_wave(who: Permissions, roles: Collection[str], id: str, run: str) -> tuple[str, Wave]:
    """The person, and the wave held for the transaction; one of the grants with these roles must cover it.

    Raises `WaveError` for a wave this person cannot see, `NotAllowed` for one they may only look at.
    """
    by = demand(who, roles)
    found = wave(id, who.may_read(), run)
    row = Wave.objects.select_for_update().filter(pk=found.pk).first()
    if row is None:
        raise WaveError(_("There is no such wave."))
    if not visible(row, may(held for held in who.held if held.role in roles)):
        raise NotAllowed(_("You may look at this wave only: ask the owner of the station."))
    return by, row
