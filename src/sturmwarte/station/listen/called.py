"""Keeps what a platform's call brought, the same way as what was asked for: posts and counts together."""

from datetime import datetime

from django.db import transaction

from sturmwarte.channels.contract import Heard, Taken
from sturmwarte.channels.describe import Kind
from sturmwarte.station.listen.keeping import Kept, keep
from sturmwarte.station.listen.models import Source, Subscription

CALLS = ":calls"
"""The row that counts calls. It is `ended` from the start: nobody waits for it to answer, and no channel's
own subscription begins with a colon."""


@transaction.atomic
def keep_called(source: Source, taken: Taken, now: datetime, *, kind: Kind) -> Kept:
    """Raises `Overtaken` when the source was changed or removed meanwhile: the platform calls again."""
    row, _new = Subscription.objects.get_or_create(
        source=source, name=CALLS, defaults={"started_at": now, "ended": True}
    )
    return keep(source, row, Heard(taken.posts, dropped=taken.dropped), now, kind=kind)
