"""Jobs: what is due, who has taken it, what became of it. The one timer of the station.

1. `claim` takes a due job for a while. A crash after it leaves the job claimed; when `claimed_until`
   has passed it is due again.
2. The job's work and `finish` share one transaction, so the work is done once even then.
3. `fail` puts it back with a growing wait, and lays it down as dead after the last attempt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.rows import insert

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Due:
    """A job to schedule. `key` names it for good: a second one with the same key is the same job."""

    kind: str
    key: str
    at: datetime
    run: str = "live"
    payload: Mapping[str, Any] = field(default_factory=dict)


def schedule(*jobs: Due) -> None:
    """Adds jobs; those whose key is known change nothing."""
    rows = [(j.kind, j.key, j.run, j.at, dict(j.payload)) for j in jobs]
    insert(Job, ("kind", "key", "run", "due", "payload"), rows, "ON CONFLICT DO NOTHING")


def claim(
    worker: str, now: datetime, *, run: str = "live", limit: int = 20, lease: timedelta = LEASE
) -> list[Job]:
    """Takes up to `limit` due jobs of a run for `lease`. Two workers never get the same one."""
    due = Q(state=Job.State.QUEUED, due__lte=now) | Q(state=Job.State.CLAIMED, claimed_until__lte=now)
    taken = []
    for job in Job.objects.filter(due, run=run).order_by("due", "id")[:limit]:
        still = Job.objects.filter(due, pk=job.pk, attempts=job.attempts)
        if still.update(
            state=Job.State.CLAIMED, claimed_by=worker, claimed_until=now + lease, attempts=F("attempts") + 1
        ):
            job.refresh_from_db()
            taken.append(job)
    return taken


def finish(job: Job, now: datetime, *, again: datetime | None = None) -> bool:
    """Marks the work as done, or as due `again`. False: the claim ran out and another took the job."""
    if again is not None:
        fresh = {"state": Job.State.QUEUED, "due": again, "attempts": 0, "last_error": ""}
        return bool(_mine(job).update(claimed_by="", claimed_until=None, **fresh))
    return bool(_mine(job).update(state=Job.State.DONE, done_at=now, claimed_until=None))


def fail(job: Job, now: datetime, error: str) -> Job.State:
    """Puts the job back for later, or lays it down as dead with its reason. Returns its new state."""
    dead = job.attempts >= MAX_ATTEMPTS
    state = Job.State.DEAD if dead else Job.State.QUEUED
    due = job.due if dead else now + wait_after(job.attempts)
    _mine(job).update(state=state, due=due, claimed_by="", claimed_until=None, last_error=error[:2000])
    return state


def wait_after(attempts: int) -> timedelta:
    """10 s, 20 s, 40 s ... at most an hour.

    >>> wait_after(3).total_seconds()
    40.0
    """
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def withdraw(keys: Sequence[str]) -> int:
    """Removes queued jobs that are no longer wanted, as the deadline of a closed case."""
    return Job.objects.filter(key__in=list(keys), state=Job.State.QUEUED).delete()[0]


def revive_all(now: datetime) -> int:
    """Gives dead jobs another chance, after a person mended the reason; returns how many."""
    return Job.objects.filter(state=Job.State.DEAD).update(state=Job.State.QUEUED, due=now, attempts=0)


def next_due(run: str = "live") -> datetime | None:
    """When the next queued job of a run is due; None when there is none."""
    return (
        Job.objects.filter(run=run, state=Job.State.QUEUED).order_by("due").values_list("due", flat=True)
    ).first()


def forget_done(before: datetime) -> int:
    """Removes jobs done before a time; returns how many."""
    return Job.objects.filter(state=Job.State.DONE, done_at__lt=before).delete()[0]


def _mine(job: Job) -> Any:
    return Job.objects.filter(
        pk=job.pk, state=Job.State.CLAIMED, claimed_by=job.claimed_by, attempts=job.attempts
    )
