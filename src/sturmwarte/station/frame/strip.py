"""The strip on top of every page: the level, what moves and what will become of it, and the open work."""

from dataclasses import dataclass

from django.db.models import Count, Q

from sturmwarte.core.post import LIVE
from sturmwarte.station.foresee.pages.moving import Moving, moving
from sturmwarte.station.foresee.roles import SEE
from sturmwarte.station.frame.clock import now
from sturmwarte.station.people.permissions import CASES, Permissions
from sturmwarte.station.respond.models import Case


@dataclass(frozen=True)
class Strip:
    """`level` is the highest of the waves this reader may see, `moving` the strongest; None: all is calm."""

    open: int
    overdue: int
    mine: int
    level: str = ""
    moving: Moving | None = None


def strip(permissions: Permissions) -> Strip | None:
    """What this reader may know of waves and cases; None for those who see no cases."""
    if not permissions.has(CASES):
        return None
    cases = permissions.visible(Case.objects.filter(run=LIVE)).exclude(state=Case.State.CLOSED)
    counts = cases.aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(deadline__lt=now())),
        mine=Count("pk", filter=Q(taken_by=permissions.user)),
    )
    if not permissions.has(SEE):
        return Strip(**counts)
    strongest = moving(permissions.may_read(), now())
    return Strip(**counts, level=strongest.level if strongest else "green", moving=strongest)
