"""The jobs of upkeep: each is done by a process, which is looked after every second.

One process at a time. It ends with this one; a crash leaves the job, which begins it anew.
"""

import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO

from django.conf import settings

from sturmwarte.engine.errors import EngineError
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.upkeep.actions.back_up import MAKE, VERIFY, ask
from sturmwarte.station.upkeep.actions.look import EXAMINE
from sturmwarte.station.upkeep.models import Timetable
from sturmwarte.station.upkeep.timetable import BY_ITSELF, next_time

EVERY = timedelta(minutes=5)
FIRST = timedelta(minutes=1)
LOOK, WAIT = timedelta(seconds=1), timedelta(seconds=5)
LONGEST_S = 3_600.0
_TAIL = 600

log = logging.getLogger("sturmwarte.engine.jobs")


class UpkeepFailed(EngineError):
    """Trying again helps when the reason is mended."""


class Upkeep:
    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._began, self._job = 0.0, 0

    def work(self, job: Job, now: datetime) -> datetime | None:
        if self._child is None:
            self._start(job)
            return now + LOOK
        if job.pk != self._job:
            return now + WAIT
        code = self._child.poll()
        if code is None and time.monotonic() - self._began < LONGEST_S:
            return now + LOOK
        words = self._end()
        if code == 0:
            return now + EVERY if job.key == EXAMINE else None
        words = words or f"it ended with code {code} and said nothing"
        if job.key != EXAMINE:
            raise UpkeepFailed(words)
        log.error("the examination failed: %s", words)
        return now + EVERY

    def _start(self, job: Job) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process has ended
        one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "sturmwarte.engine.upkeep.process", *_errand(job.kind, job.payload)],
            env={**os.environ, **one_core},
            stdin=subprocess.PIPE,
            stderr=self._said,
        )
        self._began, self._job = time.monotonic(), job.pk

    def _end(self) -> str:
        """Ends the process if it runs still; its last words."""
        child, self._child = self._child, None
        said, self._said = self._said, None
        if child is not None:
            child.kill()
            child.communicate()
        if said is None:
            return ""
        with said:
            said.seek(0)
            return said.read()[-_TAIL:].decode(errors="replace").strip()


def _errand(kind: str, payload: Mapping[str, object]) -> list[str]:
    match kind:
        case "examine":
            return ["examine", *(["thorough"] if payload.get("thorough") else [])]
        case "backup":
            return ["backup", str(payload["backup"])]
    return ["verify", str(payload["backup"])]


def daily(job: Job, now: datetime) -> datetime | None:  # noqa: ARG001
    """Asks for the day's backup; the timetable says when the next one is due."""
    timetable = Timetable.objects.filter(pk=1, on=True).first()
    if timetable is None:
        return None
    ask(BY_ITSELF, now)
    return next_time(timetable.at, settings.TIME_ZONE, now)


UPKEEP = (EXAMINE, MAKE, VERIFY)
"""The kinds that the process does."""
