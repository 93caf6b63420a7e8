"""The strip on top of every page: the level, what moves and its outlook, the open work, whether we hear, and
who is on duty."""

from dataclasses import dataclass, replace

from sturmwarte.core.post import LIVE
from sturmwarte.station.foresee.pages.moving import Moving, moving
from sturmwarte.station.foresee.roles import SEE
from sturmwarte.station.frame.clock import now
from sturmwarte.station.frame.duty import Duty, on_duty
from sturmwarte.station.listen.pages.unheard import Unheard, unheard
from sturmwarte.station.people.permissions import CASES, Permissions
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.respond.due import overdue as is_overdue
from sturmwarte.station.respond.models import Case


@dataclass(frozen=True)
class Strip:
    """`level` is the highest of the waves this reader may see, `moving` the strongest; None: all is calm.

    `unplanned`: nothing moves because no plan says what to listen for, which is not calm. `unheard` is None
    while every source is heard, `duty` where the plan says nothing of hours.
    """

    overdue: int
    level: str = ""
    moving: Moving | None = None
    unplanned: bool = False
    unheard: Unheard | None = None
    duty: Duty | None = None

    @property
    def waiting(self) -> dict[str, int]:
        """By the place of the rail: how much waits there for somebody to act."""
        deaf = self.unheard
        return {"desk": self.overdue, "sources": deaf.n or bool(deaf.asleep) if deaf else 0}


def strip(permissions: Permissions) -> Strip | None:
    """What this reader may know of waves and cases; None for those who see no cases."""
    if not permissions.has(CASES):
        return None
    # The states by name, as they stand in the index: "not closed" would read every case there ever was.
    open_ones = Case.objects.filter(run=LIVE, state__in=(Case.State.OPEN, Case.State.TAKEN))
    overdue = permissions.visible(open_ones).filter(is_overdue(now())).count()
    found = Strip(overdue, unheard=unheard(), duty=on_duty(now(), permissions.person))
    if not permissions.has(SEE):
        return found
    if strongest := moving(permissions.may_read(), now()):
        return replace(found, level=strongest.level, moving=strongest)
    if active_plan().plan is None:
        return replace(found, unplanned=True)
    return replace(found, level="green")
