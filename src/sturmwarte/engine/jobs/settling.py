"""The job `settle`: takes the words of erased posts out of the index, a little at a time.

At millions of posts that is minutes of work; done in one go, nothing would be heard meanwhile.
"""

from datetime import datetime, timedelta

from sturmwarte.station.archive import Archive
from sturmwarte.station.ledger.models import Job

SETTLE = "settle"
EVERY, AGAIN = timedelta(minutes=1), timedelta(seconds=1)


def settle(job: Job, now: datetime) -> datetime:  # noqa: ARG001
    """A quarter of a second of work, and soon again while more is left."""
    return now + (EVERY if Archive().finish_erasure() else AGAIN)
