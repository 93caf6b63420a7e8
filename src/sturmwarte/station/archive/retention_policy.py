"""The policy the active plan asks for."""

from sturmwarte.core.listen.retention import RETENTION
from sturmwarte.station.archive.retention import DEFAULT, Policy, policy_of
from sturmwarte.station.plan.pages.active import active_plan


def active_policy() -> Policy:
    """What the active plan says, or the defaults while there is none.

    Where the active plan cannot be read by this version of the program nothing is due: what a company
    wanted to keep longer must not go because of that.
    """
    active = active_plan()
    if active.plan is None:
        return Policy() if active.snapshot else DEFAULT
    return policy_of(active.plan[RETENTION])
