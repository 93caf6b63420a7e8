"""What can stand against an action on the plan.

PlanError
└── EmergencyRefused    an emergency change that may not be made or ended; trying again won't help
"""

from collections.abc import Sequence

from sturmwarte.core.reason import Reason


class PlanError(Exception):
    pass


class EmergencyRefused(PlanError):
    """`reasons` say everything that stands against it."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(", ".join(reason.key for reason in reasons))
        self.reasons = tuple(reasons)
