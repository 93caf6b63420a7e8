"""The strip on top of every page. Shows what is known: levels and waves join when there are any."""

from dataclasses import dataclass

from django.db.models import Count, Q

from sturmwarte.core.post import LIVE
from sturmwarte.station.frame.clock import now
from sturmwarte.station.people.permissions import CASES, Permissions
from sturmwarte.station.respond.models import Case


@dataclass(frozen=True)
class Strip:
    open: int
    overdue: int
    mine: int


def strip(permissions: Permissions) -> Strip | None:
    """The counts of the cases this reader may see; None for those who see no cases."""
    if not permissions.has(CASES):
        return None
    cases = permissions.visible(Case.objects.filter(run=LIVE)).exclude(state=Case.State.CLOSED)
    counts = cases.aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(deadline__lt=now())),
        mine=Count("pk", filter=Q(taken_by=permissions.user)),
    )
    return Strip(**counts)
