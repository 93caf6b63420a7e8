"""The job `learn-waves`: a process learns from the station's own waves, and is looked after."""

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta

from sturmwarte.engine.errors import EngineError
from sturmwarte.station.ledger.models import Job

LEARN_WAVES = "learn-waves"
LOOK = timedelta(seconds=2)
LONGEST_S = 900.0


class LearningFailed(EngineError):
    """The forecaster at work stays; the next night tries again."""


class Forecasts:
    """One process; it ends with this one, and a crash leaves the file as it was."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._began = 0.0

    def work(self, job: Job, now: datetime) -> datetime | None:  # noqa: ARG002
        if self._child is None:
            one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            self._child = subprocess.Popen(
                [sys.executable, "-m", "sturmwarte.engine.foresight.learning_process"],
                env={**os.environ, **one_core},
                stdin=subprocess.PIPE,
            )
            self._began = time.monotonic()
            return now + LOOK
        code = self._child.poll()
        if code is None and time.monotonic() - self._began < LONGEST_S:
            return now + LOOK
        child, self._child = self._child, None
        child.kill()
        child.communicate()
        if code != 0:
            raise LearningFailed("learning from the station's own waves failed: the log says why")
        return None
