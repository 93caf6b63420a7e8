"""Puts an emergency change down when its day is over; processes then read the plan again."""

from datetime import datetime

from sturmwarte.station.ledger.models import Job
from sturmwarte.station.plan.actions.end_emergency import lapse_emergency


def lapse(job: Job, now: datetime) -> datetime | None:
    return lapse_emergency(job.payload["emergency"], now)
