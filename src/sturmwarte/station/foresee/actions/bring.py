"""Brings a recorded storm: the engine judges it, and says when it would have warned."""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.foresee.actions.changed import WAVE
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.foresee.models import Storm
from sturmwarte.station.foresee.roles import BRING, demand
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions

JUDGE_STORM = "judge-storm"
"""The job's kind."""
MOST_BYTES = 50 * 1024 * 1024
MOST_WAITING = 5
UNFINISHED_S = 3600.0


def bring(who: Permissions, name: str, parts: Iterable[bytes], now: datetime) -> Storm:
    """`parts` are the bytes of a file, in order: posts as JSON lines, or a CSV of counts.

    1. the file is written; 2. row and job in one transaction. A crash between the two leaves a file that
    nothing names: the nightly job removes it.
    """
    by = demand(who, BRING)
    if Storm.objects.filter(state=Storm.State.WAITING).count() >= MOST_WAITING:
        raise WaveError(_("Several recordings are being judged already: wait until one is done."))
    draft = folder() / f".draft-{os.urandom(6).hex()}"
    try:
        _write(draft, parts)
        with transaction.atomic():
            row = Storm.objects.create(name=name.strip()[:200] or _("Recording"), by=by, at=now)
            record(by, "storm.bring", f"storm:{row.pk}", now, after={"bytes": draft.stat().st_size})
            schedule(Due(JUDGE_STORM, f"{JUDGE_STORM}:{row.pk}", now, payload={"storm": row.pk}))
            announce(WAVE, "", now)
            draft.replace(file_of(row.pk))
    finally:
        draft.unlink(missing_ok=True)
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
    kept = {file_of(pk) for pk in waiting}
    for file in folder().iterdir():
        with suppress(OSError):  # gone meanwhile
            if file not in kept and file.stat().st_mtime < now.timestamp() - UNFINISHED_S:
                file.unlink()


def folder() -> Path:
    place = Path(settings.DATA) / "storms"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def file_of(storm: int) -> Path:
    return folder() / f"{storm}.recording"


def _write(draft: Path, parts: Iterable[bytes]) -> None:
    size = 0
    try:
        with draft.open("xb") as file:
            for part in parts:
                size += len(part)
                if size > MOST_BYTES:
                    raise WaveError(_("The file is larger than 50 MB: bring a shorter time, or counts."))
                file.write(part)
    except OSError as error:
        raise WaveError(_("The file cannot be kept: %s") % error.strerror) from None
    if not size:
        raise WaveError(_("The file is empty."))
