"""Takes a label back. What the person said before it counts again, or what the station believed."""

from datetime import datetime

from django.db import transaction

from sturmwarte.station.archive import Found
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.understand.actions.ask import count_in
from sturmwarte.station.understand.actions.label import APPLY, apply
from sturmwarte.station.understand.errors import LabelError, NotAllowed
from sturmwarte.station.understand.labels import labels_of
from sturmwarte.station.understand.models import Label
from sturmwarte.station.understand.roles import LABEL, VERSIONS, demand


@transaction.atomic
def undo(who: Permissions, label: int, now: datetime) -> Label:
    """One's own label, or anybody's for those who answer for what is learned."""
    by = demand(who, LABEL)
    row = Label.objects.filter(pk=label).first()
    if row is None:
        raise LabelError("this label is gone: its post was deleted")
    if row.by != by and not who.has(VERSIONS):
        raise NotAllowed("only who gave the label, a lead or the owner can take it back")
    # Part of the condition: of two at the same moment one takes it back.
    if not Label.objects.filter(pk=label, undone_at=None).update(undone_at=now):
        raise LabelError("this label has been taken back already")
    row.undone_at = now
    before = {row.dimension: row.value}
    record(by, "understand.undo", f"label:{row.pk}", now, before=before, after={})
    apply(row, f"{APPLY}:{row.pk}:undo", now)
    count_in(now)
    return row


@transaction.atomic
def undo_dimension(who: Permissions, post: Found, dimension: str, now: datetime) -> list[Label]:
    """The person's own word on one dimension of the post; what they had said before it counts again."""
    by = demand(who, LABEL)
    mine = [lb for lb in labels_of(post.post) if lb.by == by and lb.dimension == dimension]
    if not mine:
        raise LabelError("there is nothing of yours to take back here")
    return [undo(who, one.pk, now) for one in mine]
