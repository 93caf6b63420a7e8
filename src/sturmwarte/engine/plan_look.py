"""Looks at the active plan every night: does it still pass its tests, and which of its rules fire?

With what the station has learned since, a test that passed when the plan became active may fail; that stops
nothing, and is told on the page of what is out of date.
"""

from collections import Counter
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sturmwarte.core.post import LIVE
from sturmwarte.engine.activation import active_plan
from sturmwarte.engine.brain import make
from sturmwarte.engine.jobs.housekeeping import next_night
from sturmwarte.engine.refit_active import taught
from sturmwarte.station.archive.models import Judgement, Post
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.plan.models import PlanSnapshot

LOOK = "plan-look"
"""The job's kind."""
POSTS = 20_000
"""The latest judgements that are read: bounded, so that a large archive costs no more than a few seconds."""


class _Tried(msgspec.Struct):
    rule: str


class _Fired(msgspec.Struct):
    """As much of a verdict as is wanted: the rule that fired stands first."""

    reasons: list[_Tried] = []


def look(job: Job, now: datetime) -> datetime:  # noqa: ARG001
    """Writes what was seen to the active snapshot: `failing` tests, `fired` by rule, of how many `posts`."""
    plan = active_plan()
    if plan is not None:
        brain = make(plan, now.date(), taught(now))
        failing = [one.test.name for one in brain.rehearse() if not one.passed]
        fired, posts = _fired()
        _write({"at": now.isoformat(), "failing": failing, "fired": fired, "posts": posts}, plan.version, now)
    return next_night(now)


def _fired() -> tuple[dict[str, int], int]:
    live = Post.objects.filter(run=LIVE).values("pk")
    rows = Judgement.objects.filter(post__in=live, by="").exclude(verdict=None).order_by("-pk")[:POSTS]
    read = msgspec.json.Decoder(_Fired).decode
    seen: set[int] = set()
    fired: Counter[str] = Counter()
    for post, verdict in rows.values_list("post", "verdict").iterator(chunk_size=1000):
        if post not in seen:
            seen.add(post)
            fired.update(tried.rule for tried in read(bytes(verdict or b"{}")).reasons[:1])
    return dict(fired), len(seen)


@transaction.atomic
def _write(seen: dict[str, Any], version: str, now: datetime) -> None:
    snapshot = PlanSnapshot.objects.filter(active=True, version=version).first()
    if snapshot is None:  # another plan became active while this one was looked at
        return
    PlanSnapshot.objects.filter(pk=snapshot.pk).update(proof={**(snapshot.proof or {}), "look": seen})
    announce("plan", version, now)
