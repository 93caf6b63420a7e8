"""The job `refit`: starts the process that learns, and looks every second whether it has ended."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from typing import IO

from sturmwarte.engine.errors import EngineError
from sturmwarte.engine.refit import FORGOTTEN
from sturmwarte.engine.refit_process import BUSY, DONE, NOTHING
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.understand.actions.ask import UNDER_WAY, order

LOOK = timedelta(seconds=1)
WAIT = timedelta(seconds=15)
LONGEST_S = 900.0
"""A refit of ten thousand labels takes seconds; one that takes so long never ends."""
_TAIL = 600


class RefitFailed(EngineError):
    """Trying again helps when the reason is mended."""


class Refits:
    """One process at a time. It ends with this one, so a crash leaves nothing running."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._began, self._job = 0.0, 0

    def work(self, job: Job, now: datetime) -> datetime | None:
        if self._child is None:
            self._start(job, now)
            return now + LOOK
        if job.pk != self._job:
            return now + WAIT
        code = self._child.poll()
        if code is None and time.monotonic() - self._began < LONGEST_S:
            return now + LOOK
        return self._ended(job, now, code)

    def _start(self, job: Job, now: datetime) -> None:
        argv = [sys.executable, "-m", "sturmwarte.engine.refit_process", job.payload["by"]]
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process has ended
        one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._child = subprocess.Popen(
            [*argv, job.payload.get("why", "")],
            env={**os.environ, **one_core},
            stdin=subprocess.PIPE,
            stderr=self._said,
        )
        self._began, self._job = time.monotonic(), job.pk
        self._mark(job, {**job.payload, UNDER_WAY: now.isoformat()}, now)

    def _ended(self, job: Job, now: datetime, code: int | None) -> datetime | None:
        child, self._child = self._child, None
        assert child is not None
        if code is None:
            child.kill()
        child.communicate()
        words = self._last_words() or f"it ended with code {code} and said nothing"
        self._mark(job, {k: v for k, v in job.payload.items() if k != UNDER_WAY}, now)
        if code == BUSY:
            return now + WAIT
        if code in {DONE, NOTHING}:
            return None
        what = "took too long" if code is None else "failed"
        raise RefitFailed(f"learning {what}: {words}")

    def _last_words(self) -> str:
        said, self._said = self._said, None
        if said is None:
            return ""
        with said:
            said.seek(0)
            return said.read()[-_TAIL:].decode(errors="replace").strip()

    def _mark(self, job: Job, payload: dict[str, str], now: datetime) -> None:
        job.payload = payload
        Job.objects.filter(pk=job.pk).update(payload=payload)
        announce("learning", "", now)


def relearn(job: Job, now: datetime) -> None:  # noqa: ARG001
    """After texts were deleted that something was learned from."""
    order(now, "station", FORGOTTEN)
