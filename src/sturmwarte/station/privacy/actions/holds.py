"""Asks for a hold to be extended or ended; the process that writes the archive does it half a minute on."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.archive import Archive
from sturmwarte.station.ledger import jobs
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.privacy.errors import Refused
from sturmwarte.station.privacy.models import HoldChange
from sturmwarte.station.privacy.roles import CHANGE_HOLDS, demand

KIND = "hold-change"
"""The job's kind."""
THINK = timedelta(seconds=30)


@transaction.atomic
def extend(
    who: Permissions, network: str, post: str, until: datetime, reason: str, now: datetime
) -> HoldChange:
    """Keeps the post until later. The reason is read by others: it names nobody."""
    if until <= now:
        raise Refused(_("Choose a day in the future."))
    return _ask(who, HoldChange.Kind.EXTEND, (network, post), now, until=until, reason=reason)


@transaction.atomic
def release(who: Permissions, network: str, post: str, reason: str, now: datetime) -> HoldChange:
    """Ends all holds on the post. When it was deleted meanwhile, it goes for good."""
    return _ask(who, HoldChange.Kind.RELEASE, (network, post), now, until=None, reason=reason)


@transaction.atomic
def take_back(who: Permissions, id: int, now: datetime) -> None:
    """Undoes what was asked, while it has not been done."""
    by = demand(who, CHANGE_HOLDS)
    row = HoldChange.objects.filter(pk=id, done_at=None).first()
    if row is None or not Job.objects.filter(key=row.job, state=Job.State.QUEUED, attempts=0).delete()[0]:
        raise Refused(_("It has been done already."))
    row.delete()
    record(by, "hold.take_back", f"post:{row.network}:{row.post}"[:400], now)
    announce("hold", "", now)


def _ask(
    who: Permissions, kind: str, which: tuple[str, str], now: datetime, *, until: datetime | None, reason: str
) -> HoldChange:
    network, post = which
    by = demand(who, CHANGE_HOLDS)
    if not reason.strip():
        raise Refused(_("Say why: others must be able to understand it later."))
    if not any((one.network, one.gid) == (network, post) for one in Archive().holds()):
        raise Refused(_("This post is not held any more."))
    if HoldChange.objects.filter(network=network, post=post, done_at=None).exists():
        raise Refused(_("A change of this hold is under way already."))
    row = HoldChange.objects.create(
        kind=kind, network=network, post=post, until=until, reason=reason.strip()[:500], asked_at=now,
        asked_by=by, starts_at=now + THINK, job=f"{KIND}:{uuid4().hex}",
    )  # fmt: skip
    jobs.schedule(jobs.Due(KIND, row.job, row.starts_at, payload={"change": row.pk}))
    after = {"until": until.isoformat()} if until else {}
    record(by, f"hold.{kind}", f"post:{network}:{post}"[:400], now, reason=row.reason, after=after)
    announce("hold", "", now)
    return row
