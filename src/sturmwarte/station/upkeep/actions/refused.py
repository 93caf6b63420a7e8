"""What is done about a refused post: read it again, or let it go."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.record import record
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.models import Rejected
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.upkeep.errors import Refused
from sturmwarte.station.upkeep.refused import DISCARD, key, visible
from sturmwarte.station.upkeep.roles import MEND, demand

MOST = 500
THINK = timedelta(seconds=30)


@transaction.atomic
def retry(who: Permissions, ids: Sequence[int], now: datetime) -> int:
    """Puts lines back where they came from; one that fails again is refused again. Returns how many.

    They keep the time they first came: that is how long their authors have waited.
    """
    by = demand(who, MEND)
    rows = list(visible(who).filter(pk__in=ids[:MOST]).order_by("pk"))
    if not rows:
        raise Refused(_("There is nothing to read again: it was read or discarded meanwhile."))
    for row in rows:
        inbox.put([inbox.Line(bytes(row.line), row.number)], row.channel, row.at, run=row.run)
    Rejected.objects.filter(pk__in=[row.pk for row in rows]).delete()
    record(by, "rejected.retry", _subject(rows), now, after={"posts": len(rows)})
    announce("health", "", now)
    return len(rows)


@transaction.atomic
def discard(who: Permissions, id: int, now: datetime) -> None:
    """Lets a line go in half a minute; until then `keep` brings it back."""
    by = demand(who, MEND)
    row = visible(who).filter(pk=id).first()
    if row is None:
        raise Refused(_("It was read or discarded meanwhile."))
    schedule(Due(DISCARD, key(id), now + THINK, payload={"rejected": id}))
    record(by, "rejected.discard", _subject([row]), now)
    announce("health", "", now)


@transaction.atomic
def keep(who: Permissions, id: int, now: datetime) -> None:
    """Undoes `discard`, while there is time."""
    by = demand(who, MEND)
    gone = Job.objects.filter(key=key(id), state=Job.State.QUEUED, attempts=0).delete()[0]
    row = visible(who).filter(pk=id).first()
    if not gone or row is None:
        raise Refused(_("It is gone already."))
    record(by, "rejected.keep", _subject([row]), now)
    announce("health", "", now)


def discarded(job: Job, now: datetime) -> None:
    """Carries a `discard` out, in the job's transaction."""
    Rejected.objects.filter(pk=job.payload["rejected"]).delete()
    announce("health", "", now)


def _subject(rows: Sequence[Rejected]) -> str:
    return f"rejected:{rows[0].pk}" if len(rows) == 1 else "rejected"
