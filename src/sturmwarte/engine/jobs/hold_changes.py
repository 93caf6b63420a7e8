"""The job `hold-change`: extends a hold or ends it, in the process that writes the archive."""

from datetime import datetime

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.errors import NoSuchPost
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.privacy.models import HoldChange


def work(job: Job, now: datetime) -> None:
    """Runs in the job's transaction. A post that is gone meanwhile needs no hold: that is said."""
    row = HoldChange.objects.filter(pk=job.payload["change"], done_at=None).first()
    if row is None:
        return
    archive = Archive()
    try:
        if row.kind == HoldChange.Kind.EXTEND and row.until is not None:
            archive.hold(row.network, row.post, reason=row.reason, by=row.asked_by, until=row.until, now=now)
        else:
            archive.release(row.network, row.post, now)
    except (NoSuchPost, ValueError) as error:
        row.trouble = str(error)
    row.done_at = now
    row.save()
    announce("hold", "", now)
    announce("posts", "", now)
