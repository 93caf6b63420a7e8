"""What editors ask the engine: run the draft's tests, judge the last posts by it, make it active.

It is done here because here alone stands what judges posts: 150 MB and seconds of building that no web
process should carry a second time (decision 0204).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sturmwarte.core.plan.load import load
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.rehearse import Proved, Rehearsed
from sturmwarte.core.sections import SECTIONS
from sturmwarte.engine.activation import PlanRefused, activate, active_brain
from sturmwarte.engine.brain import Brain, make
from sturmwarte.engine.refit_active import taught
from sturmwarte.engine.trial_posts import compared
from sturmwarte.station.archive import Archive
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.plan.actions import draft as drafts
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.models import Trial


def work(job: Job, now: datetime) -> None:
    """Answers one question; `result` says what came of it. A draft that went on meanwhile is not judged: its
    newer state was asked about too."""
    trial = (
        Trial.objects.select_related("draft").filter(pk=job.payload["trial"], state=Trial.State.ASKED).first()
    )
    if trial is None or trial.draft is None:
        return
    if trial.revision != trial.draft.revision:
        _settle(trial, Trial.State.REFUSED, {"meanwhile": True}, now)
    elif trial.kind == Trial.Kind.ACTIVATE:
        _activate(trial, now)
    else:
        _try(trial, now)


def _try(trial: Trial, now: datetime) -> None:
    assert trial.draft is not None
    plan = load(trial.draft.files, SECTIONS).plan
    if plan is None:
        _settle(trial, Trial.State.REFUSED, {"errors": True}, now)
        return
    if trial.kind == Trial.Kind.TESTS:
        _settle(trial, Trial.State.DONE, tested(make(plan, now.date())), now)
    else:
        _settle(trial, Trial.State.DONE, _judged(plan, now), now)


def tested(brain: Brain) -> dict[str, Any]:
    """Every test and example with what came of it, as plain data. Without what was learned: a plan must
    pass by itself, here as at its activation."""
    done: list[Rehearsed | Proved] = [*brain.rehearse(), *brain.prove()]
    return {"tests": [_told(one, place) for place, one in enumerate(done)]}


def _judged(plan: Plan, now: datetime) -> dict[str, Any]:
    learned = taught(now)
    return compared(make(plan, now.date(), learned), active_brain(now), Archive(), now)


def _activate(trial: Trial, now: datetime) -> None:
    assert trial.draft is not None
    before = active_snapshot()
    try:
        done = activate(trial.draft.files, f"user:{trial.asked_by}", trial.reason, now)
    except PlanRefused as refused:
        failed = [_told(one, place) for place, one in enumerate(refused.failed)]
        _settle(trial, Trial.State.REFUSED, {"errors": bool(refused.problems), "tests": failed}, now)
        return
    replaced = before.pk if before and done.changed else None
    with transaction.atomic():
        drafts.close(trial.draft, now)
        _settle(trial, Trial.State.DONE, {"snapshot": done.snapshot.pk, "replaces": replaced}, now)


def _told(one: Rehearsed | Proved, place: int) -> dict[str, Any]:
    fired = one.verdict.reasons[0] if one.verdict and one.verdict.reasons else None
    told: dict[str, Any] = {
        "place": place,
        "name": msgspec.to_builtins(one.name),
        "passed": one.passed,
        "faults": msgspec.to_builtins(one.faults),
        "fired": fired.rule if fired else "",
        "why": msgspec.to_builtins(fired.why) if fired else None,
    }
    if isinstance(one, Rehearsed):
        return told | {"test": one.test.name, "misses": msgspec.to_builtins(one.misses)}
    return told | {"rule": one.rule, "number": one.number}


@transaction.atomic
def _settle(trial: Trial, state: Trial.State, result: Mapping[str, Any], now: datetime) -> None:
    Trial.objects.filter(pk=trial.pk).update(state=state, done_at=now, result=dict(result))
    announce("draft", str(trial.draft_id or ""), now)
