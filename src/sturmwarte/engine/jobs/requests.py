"""The job `privacy-request`: erases a person, and says what went.

1. One transaction erases, records it, and puts the counts and the pseudonym in the place of the account. A
   crash before its end leaves nothing done; after it the counts are there, and only the rest is done again.
2. The files are cleaned (`finish_erasure`), a little at a time; a large index takes minutes, and a reader may
   be in the way. After a while the request no longer waits for it.
3. The request is done. What was looked for afterwards, byte by byte, stands in its result.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from sturmwarte.engine.jobs.bytes_left import bytes_left, passages
from sturmwarte.station.archive import Archive
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.record import record
from sturmwarte.station.privacy.models import Request

AGAIN, PATIENCE = timedelta(seconds=2), timedelta(minutes=15)
_sought: dict[str, list[bytes]] = {}
"""Passages to look for when all is done, by the job's key. In memory alone, since they are what was erased: a
restart in between leaves a request without this proof."""


def work(job: Job, now: datetime) -> datetime | None:
    row = Request.objects.filter(pk=job.payload["request"], state=Request.State.UNDER_WAY).first()
    if row is None or row.job != job.key:
        _sought.pop(job.key, None)  # an attempt that failed may have left them
        return None
    archive = Archive()
    if not row.result:
        _sought[job.key] = passages(archive, row.network, row.account)
        _erase(archive, row, job.payload["by"], now)
    finished = archive.finish_erasure()
    if not finished and now - (row.starts_at or now) < PATIENCE:
        return now + AGAIN
    sought = _sought.pop(job.key, [])
    if finished and sought:
        row.result |= {"sought": len(sought), "left": bytes_left(Path(settings.DATA), sought)}
    _done(row, finished, now)
    return None


@transaction.atomic
def _erase(archive: Archive, row: Request, by: str, now: datetime) -> None:
    objection = row.kind == Request.Kind.OBJECT
    files = archive.exports_with(row.network, row.account)
    done = archive.erase(row.network, row.account, now, objection=objection)
    counts = {"removed": done.removed, "held": done.held, "beside": done.beside}
    record(by, "privacy.erase", row.pseudonym, now, after={**counts, "objection": objection})
    row.result = {**counts, "exported_files": [name for name, _, _ in files]}
    Request.objects.filter(network=row.network, account=row.account, state=Request.State.DONE).update(
        network="", account=""
    )
    row.network = row.account = ""
    row.save()


@transaction.atomic
def _done(row: Request, finished: bool, now: datetime) -> None:
    row.state, row.done_at = Request.State.DONE, now
    row.result["finished"] = finished
    row.save()
    announce("privacy", str(row.pk), now)
