"""The job `judge-storm`: a process judges a recording, and is looked after every second."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import msgspec

from sturmwarte.engine.foresight.recorded_process import DONE, REFUSED
from sturmwarte.station.foresee.actions.bring import file_of, settled
from sturmwarte.station.foresee.models import Storm
from sturmwarte.station.ledger.models import Job

LOOK, WAIT = timedelta(seconds=1), timedelta(seconds=10)
LONGEST_S = 900.0
_TAIL = 2_000


class Recordings:
    """One process at a time. It ends with this one; a recording under way is then judged anew."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._began, self._storm = 0.0, 0

    def work(self, job: Job, now: datetime) -> datetime | None:
        storm = Storm.objects.filter(pk=job.payload["storm"], state=Storm.State.WAITING).first()
        if self._child is not None and (storm is None or storm.pk != self._storm):
            if storm is not None:
                return now + WAIT  # another one is being judged
            if job.payload["storm"] == self._storm:
                self._end()
        if storm is None:
            return None
        if self._child is None:
            self._start(storm)
            return now + LOOK
        code = self._child.poll()
        if code is None and time.monotonic() - self._began < LONGEST_S:
            return now + LOOK
        self._settle(storm, code, now)
        return None

    def _start(self, storm: Storm) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process has ended
        one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        argv = [sys.executable, "-m", "sturmwarte.engine.foresight.recorded_process"]
        self._child = subprocess.Popen(
            [*argv, str(file_of(storm.pk)), storm.name, str(_result_of(storm.pk))],
            env={**os.environ, **one_core},
            stdin=subprocess.PIPE,
            stderr=self._said,
        )
        self._began, self._storm = time.monotonic(), storm.pk

    def _settle(self, storm: Storm, code: int | None, now: datetime) -> None:
        said, result = self._end(), _result_of(storm.pk)
        if code == DONE:
            settled(storm.pk, now, result=msgspec.json.decode(result.read_bytes()))
        elif code == REFUSED:
            settled(storm.pk, now, why=said)
        elif code is None:
            settled(
                storm.pk, now, why="it took longer than a quarter of an hour: bring a shorter time, or counts"
            )
        else:
            settled(storm.pk, now, why=f"it could not be judged: {said.splitlines()[-1] if said else code}")
        result.unlink(missing_ok=True)

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


def _result_of(storm: int) -> Path:
    return file_of(storm).with_suffix(".report")
