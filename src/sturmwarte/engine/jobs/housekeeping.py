"""What keeps the data folder in order: folding the log in, keeping to what may be kept, tidying the index."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from sturmwarte.engine import checkpoint as log
from sturmwarte.engine.activation import active_plan
from sturmwarte.engine.foresight import own_forecaster
from sturmwarte.engine.foresight.rules import rules
from sturmwarte.engine.foresight.signs import learn_signs
from sturmwarte.engine.jobs.forecasts import LEARN_WAVES
from sturmwarte.station.api.actions.forget_answers import forget_answers
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.retention_policy import active_policy
from sturmwarte.station.campaigns import memory
from sturmwarte.station.foresee.actions import bring
from sturmwarte.station.foresee.models import Foreseen
from sturmwarte.station.ledger import announce, jobs, outbox
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.listen.actions import bring as brought
from sturmwarte.station.listen.models import Delivery, Rejected

CHECKPOINT_EVERY = timedelta(seconds=30)
NIGHT_HOUR = 3
DONE_JOBS = timedelta(days=30)
DELIVERIES = timedelta(days=30)
FORESEEN = timedelta(days=400)
"""A forecast is held against what came long before."""
LEFT = timedelta(days=90)
REJECTED = timedelta(days=90)
"""How long set-aside posts wait for somebody to look at them; they hold personal data."""


def checkpoint(job: Job, now: datetime) -> datetime:  # noqa: ARG001
    log.checkpoint()
    return now + CHECKPOINT_EVERY


def nightly(job: Job, now: datetime) -> datetime:  # noqa: ARG001
    """Deletes what has been kept long enough, and forgets what no longer helps."""
    archive = Archive()
    archive.retention(now, active_policy())
    archive.optimise()
    with transaction.atomic():
        jobs.forget_done(now - DONE_JOBS)
        outbox.forget_left(now - LEFT)
        announce.forget_old_changes()
        memory.forget_ended()
        Foreseen.objects.filter(at__lt=now - FORESEEN).delete()
        Rejected.objects.filter(at__lt=now - REJECTED).delete()
        Delivery.objects.filter(at__lt=now - DELIVERIES, waiting=0).delete()
    bring.sweep(now)
    brought.sweep(now)
    forget_answers(now)
    if plan := active_plan():
        learn_signs(archive, rules(plan, now.date()), now)
    if own_forecaster.is_wanted(Path(settings.DATA), now):
        jobs.schedule(jobs.Due(LEARN_WAVES, LEARN_WAVES, now))
    log.checkpoint()
    return next_night(now)


def next_night(now: datetime) -> datetime:
    """Three o'clock in the station's zone, the next time it comes."""
    here = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    night = here.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return night if night > here else night + timedelta(days=1)
