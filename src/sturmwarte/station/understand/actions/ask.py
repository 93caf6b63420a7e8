"""Has the engine learn from the labels: by itself when there are enough new ones, or now when asked."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.understand.models import Label, ModelVersion
from sturmwarte.station.understand.roles import VERSIONS, demand

REFIT = "refit"
ENOUGH = 25
"""New labels that are worth learning anew."""
QUIET = timedelta(minutes=5)
"""How long nobody must have labelled: one refit after a sitting, not one a label."""
LONGEST = timedelta(hours=1)
"""A sitting that does not end is learned from at last."""
UNDER_WAY = "begun"
"""Set in a refit's payload while it runs; from then on nobody moves it."""


def latest() -> ModelVersion | None:
    return ModelVersion.objects.order_by("-number").first()


def fresh_labels() -> int:
    """Labels given or taken back since the last refit."""
    last = latest()
    if last is None:
        return Label.objects.filter(undone_at=None).count()
    given = Label.objects.filter(pk__gt=last.newest, undone_at=None).count()
    return given + Label.objects.filter(pk__lte=last.newest, undone_at__gt=last.made_at).count()


def count_in(now: datetime) -> None:
    """Call it where a label was given or taken back: with enough of them a refit is due when it is quiet."""
    if fresh_labels() >= ENOUGH:
        _due(now + QUIET, now, by="station", why="")


@transaction.atomic
def refit_now(who: Permissions, now: datetime) -> None:
    """Does nothing more when one is under way."""
    by = demand(who, VERSIONS)
    record(by, "understand.refit", "learning", now)
    order(now, by)


def order(now: datetime, by: str, why: str = "") -> None:
    """A refit at once, for the station's own reasons too. `why` is a reason's key."""
    _due(now, now, by, why)
    announce("learning", "", now)


def is_under_way() -> bool:
    return (
        Job.objects.filter(kind=REFIT, state__in=(Job.State.QUEUED, Job.State.CLAIMED))
        .filter(payload__has_key=UNDER_WAY)
        .exists()
    )


def _job(number: int, at: datetime, payload: Mapping[str, str]) -> Job:
    """One job a version to be made: its key is free again as soon as there is that version."""
    key = f"{REFIT}:{number}"
    schedule(Due(REFIT, key, at, payload=payload))
    return Job.objects.get(key=key)


def _due(at: datetime, now: datetime, by: str, why: str) -> None:
    last, payload = latest(), {"by": by, "why": why, "since": now.isoformat()}
    number = (last.number if last else 0) + 1
    job = _job(number, at, payload)
    if UNDER_WAY in job.payload and job.state in {Job.State.QUEUED, Job.State.CLAIMED}:
        if not why:
            return
        # It may have read the very texts that are to be forgotten: another one follows.
        job = _job(number + 1, at, payload)
    since = datetime.fromisoformat(job.payload["since"])
    waits = Job.objects.filter(pk=job.pk, attempts=job.attempts).exclude(state=Job.State.CLAIMED)
    if job.state != Job.State.QUEUED:  # it gave up, or found nothing to do: this is a new reason
        again = {"state": Job.State.QUEUED, "due": at, "attempts": 0, "claimed_until": None}
        waits.update(payload=payload, **again)
    elif at <= now:
        waits.update(due=at, payload={**job.payload, "by": by, "why": why or job.payload["why"]})
    elif job.due > now:  # one asked for at once stays so
        waits.update(due=min(at, since + LONGEST))
