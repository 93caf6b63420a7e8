"""What an emergency change says, in the names people know."""

import msgspec

from sturmwarte.core.plan.emergency import Change, Reassign, said
from sturmwarte.core.reason import Reason
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.words import KINDS


def told(change: Change, plan: ActivePlan) -> Reason:
    """As `said`, with names in place of ids, where the plan or the language has one."""
    channels = tuple(plan.name(id, "channels") for id in change.channels)
    if not isinstance(change, Reassign):
        return said(msgspec.structs.replace(change, channels=channels))
    return said(
        msgspec.structs.replace(
            change,
            owner=plan.name(change.owner),
            kinds=tuple(kind_name(id, plan) for id in change.kinds),
            channels=channels,
            topics=tuple(plan.name(id, "topics") for id in change.topics),
        )
    )


def kind_name(id: str, plan: ActivePlan) -> str:
    """What the plan calls a request, else our own word for it in the reader's language."""
    found = plan.name(id, "kinds")
    return str(KINDS.get(id, id)) if found == id else found
