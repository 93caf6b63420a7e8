"""What was done on a case, and which of it the reader could take back."""

from dataclasses import dataclass

from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.undo import undoable
from sturmwarte.station.respond.models import Case, Decision


@dataclass(frozen=True)
class History:
    """`rows` the oldest first; an undo shows at what it took back. `undoable` is the reader's own last step,
    None where there is none."""

    rows: list[Decision]
    undoable: Decision | None


def history(case: Case, who: Permissions) -> History:
    rows = list(case.decisions.select_related("by").order_by("at", "pk"))
    return History([one for one in rows if one.action != "undo"], _mine(rows, who))


def _mine(rows: list[Decision], who: Permissions) -> Decision | None:
    if who.user is None:
        return None
    try:
        return undoable(reversed(rows), User(pk=who.user))
    except CaseError:
        return None
