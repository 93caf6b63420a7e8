"""Runs what is due. Each job's work and its end are one transaction; a failure is tried again later."""

import logging
import os
import socket
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from sturmwarte.engine.clock import Clock
from sturmwarte.engine.measures import Measures
from sturmwarte.station.ledger import jobs
from sturmwarte.station.ledger.models import Job

Handler = Callable[[Job, datetime], datetime | None]
"""Does the work at `now` of the job's run. Returns when the job is due again, None when it is done."""

log = logging.getLogger("sturmwarte.engine.jobs")


class Runner:
    """`handlers` by kind. A kind in `outside` works outside the transaction, because it has its own."""

    def __init__(
        self, handlers: Mapping[str, Handler], measures: Measures, outside: frozenset[str] = frozenset()
    ) -> None:
        self._handlers, self._measures, self._outside = handlers, measures, outside
        self._worker = f"{socket.gethostname()}:{os.getpid()}"

    def run_due(self, clock: Clock, run: str = "live", limit: int = 20) -> int:
        """Runs jobs of `run` that are due; returns how many were taken."""
        taken = jobs.claim(self._worker, clock.now(), run=run, limit=limit)
        for job in taken:
            self._run(job, clock)
        return len(taken)

    def _run(self, job: Job, clock: Clock) -> None:
        try:
            if job.kind in self._outside:
                again = self._handlers[job.kind](job, clock.now())
                jobs.finish(job, clock.now(), again=again)
            else:
                with transaction.atomic():
                    again = self._handlers[job.kind](job, clock.now())
                    jobs.finish(job, clock.now(), again=again)
            self._measures.jobs.labels(job.kind, "done").inc()
        except Exception as error:
            log.exception("job %s (%s) failed", job.key, job.kind)
            jobs.fail(job, clock.now(), f"{type(error).__name__}: {error}")
            self._measures.jobs.labels(job.kind, "failed").inc()
