"""Brings an earlier plan back: through the checks and tests that every plan passes."""

from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sturmwarte.core.rehearse import Rehearsed
from sturmwarte.engine.activation import PlanRefused, activate
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.models import Trial


def restore(job: Job, now: datetime) -> None:
    """`result` then has `snapshot`, the plan that is active now, or what stood against it.

    `errors` are the plan's problems, `failed` the names of tests and rules; `meanwhile`: another plan became
    active since it was asked for, and nobody's work is written over.
    """
    trial = Trial.objects.filter(pk=job.payload["trial"], state=Trial.State.ASKED).first()
    if trial is None or trial.snapshot is None:
        return
    active = active_snapshot()
    if (active.pk if active else None) != trial.result.get("instead_of"):
        _settle(trial, Trial.State.REFUSED, {"meanwhile": True}, now)
        return
    try:
        done = activate(trial.snapshot.files, f"user:{trial.asked_by}", trial.reason, now)
    except PlanRefused as refused:
        names = [one.test.name if isinstance(one, Rehearsed) else one.rule for one in refused.failed]
        errors = msgspec.to_builtins(refused.problems)
        _settle(trial, Trial.State.REFUSED, {"errors": errors, "failed": list(dict.fromkeys(names))}, now)
    else:
        _settle(trial, Trial.State.DONE, {"snapshot": done.snapshot.pk}, now)


@transaction.atomic
def _settle(trial: Trial, state: Trial.State, result: dict[str, Any], now: datetime) -> None:
    Trial.objects.filter(pk=trial.pk).update(state=state, done_at=now, result=trial.result | result)
    announce("trial", str(trial.pk), now)
