"""What can stand against an action on the plan.

PlanError
├── RestoreError        an earlier plan cannot be brought back as asked; the text says why, for people
├── EmergencyRefused    an emergency change that may not be made or ended; trying again won't help
└── DraftError          cannot be done to the draft as asked; the text says why and the mend, for people
    ├── NotAllowed      this person may not
    ├── NoDraft         there is none to change
    └── Meanwhile       somebody else changed it; nothing was written, look and try again
"""

from collections.abc import Sequence
from typing import Any

from sturmwarte.core.reason import Reason


class PlanError(Exception):
    pass


class RestoreError(PlanError):
    pass


class EmergencyRefused(PlanError):
    """`reasons` say everything that stands against it."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(", ".join(reason.key for reason in reasons))
        self.reasons = tuple(reasons)


class DraftError(PlanError):
    pass


class NotAllowed(DraftError):
    pass


class NoDraft(DraftError):
    pass


class Meanwhile(DraftError):
    """`theirs` is what stands there now (None: it is gone), `fields` those that both changed, `joined` what
    would come of both, the refused person's words before the other's."""

    def __init__(
        self, words: str, theirs: Any = None, fields: Sequence[str] = (), joined: Any = None
    ) -> None:
        super().__init__(words)
        self.theirs, self.fields, self.joined = theirs, tuple(fields), joined
