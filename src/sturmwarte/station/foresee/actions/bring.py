"""Brings a recorded storm: the engine judges it, and says when it would have warned."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.foresee.actions.changed import WAVE
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.foresee.models import Storm
from sturmwarte.station.foresee.roles import BRING, demand
from sturmwarte.station.frame.uploads import UploadError, Uploads
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions

JUDGE_STORM = "judge-storm"
"""The job's kind."""
FILES = Uploads("storms", 50 * 2**20)
MOST_WAITING = 5


def bring(who: Permissions, name: str, parts: Iterable[bytes], now: datetime) -> Storm:
    """`parts` are the bytes of a file, in order: posts as JSON lines, or a CSV of counts.

    1. the file is written; 2. row and job in one transaction. A crash between the two leaves a file that
    nothing names: the nightly job removes it.
    """
    by = demand(who, BRING)
    if Storm.objects.filter(state=Storm.State.WAITING).count() >= MOST_WAITING:
        raise WaveError(_("Several recordings are being judged already: wait until one is done."))
    try:
        with FILES.draft(parts) as draft, transaction.atomic():
            row = Storm.objects.create(name=name.strip()[:200] or _("Recording"), by=by, at=now)
            record(by, "storm.bring", f"storm:{row.pk}", now, after={"bytes": draft.stat().st_size})
            schedule(Due(JUDGE_STORM, f"{JUDGE_STORM}:{row.pk}", now, payload={"storm": row.pk}))
            announce(WAVE, "", now)
            draft.replace(FILES.file_of(row.pk))
    except UploadError as error:
        raise WaveError(str(error)) from None
    return row


@transaction.atomic
def forget_storm(who: Permissions, storm: int, now: datetime) -> None:
    """Removes a report, or a recording that still waits."""
    by = demand(who, BRING)
    if not Storm.objects.filter(pk=storm).delete()[0]:
        raise WaveError(_("This report is gone already."))
    file_of(storm).unlink(missing_ok=True)
    record(by, "storm.forget", f"storm:{storm}", now)
    announce(WAVE, "", now)


def storms(who: Permissions) -> list[Storm]:
    """The newest first. They are for those who may bring some: the recordings may be of any topic."""
    demand(who, BRING)
    return list(Storm.objects.order_by("-at", "-pk")[:100])


@transaction.atomic
def settled(storm: int, now: datetime, *, result: object = None, why: str = "") -> None:
    """The engine's word on a recording: its report, or why there is none. The file goes."""
    state = Storm.State.FAILED if why else Storm.State.DONE
    Storm.objects.filter(pk=storm).update(state=state, result=result, why=why[:2000])
    announce(WAVE, "", now)
    transaction.on_commit(lambda: file_of(storm).unlink(missing_ok=True))


def sweep(now: datetime) -> None:
    """Removes files that no waiting recording names, and what an upload left that never ended."""
    waiting = Storm.objects.filter(state=Storm.State.WAITING).values_list("pk", flat=True)
    FILES.sweep(list(waiting), now)


def file_of(storm: int) -> Path:
    return FILES.file_of(storm)
